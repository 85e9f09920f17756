import { DateTime } from 'luxon';
import { FieldIssue } from '../model/failures';

/**
 * Checks the name of a time zone.
 *
 * @returns the zone, or the workflow's if none is given
 * @throws FieldIssue if the zone does not exist
 */
export function zoneNamed(name: unknown, workflowZone: string): string {
	const zone = typeof name === 'string' ? name.trim() : '';
	if (zone === '') return workflowZone;
	if (!DateTime.local({ zone }).isValid)
		throw new FieldIssue(
			'Time Zone',
			`"${zone}" is not a time zone`,
			'Use a name like Europe/Paris, or leave it empty for the time zone of the workflow',
		);
	return zone;
}
