import { succeed } from '../../../server/answer.ts';
import { smallPdf } from '../../../server/pdf.ts';
import type { Company } from '../../company.ts';
import type { Certificate } from '../../platformRecords.ts';
import { refusal } from '../../refusals.ts';
import type { Resource } from '../answering.ts';

/** How many certificates one call may change; the vendor does not say how many: the number is ours. */
const MAXIMUM_CERTIFICATES = 100;

/** The certificates that users hold. */
export const certificates: Resource = (company) => ({
	importUserCertificate: (call) => {
		const { operation } = call;
		const userId = call.path.userId as string;
		const { deliveryDate, expirationDate, title, certificateOutlineId } = call.body;
		if (Date.parse(deliveryDate) > company.clock.now()) throw refusal(operation, 'deliveryDateInFuture');
		if (expirationDate && Date.parse(expirationDate) < Date.parse(deliveryDate))
			throw refusal(operation, 'expiryDateBeforeDeliveryDate');
		const outline = company.certificateOutlines.get(certificateOutlineId);
		if (expirationDate && outline?.validityPeriod !== undefined) throw refusal(operation, 'unexpectedExpiryDate');
		const isSame = (entry: Certificate) =>
			entry.userId === userId && entry.title === title && entry.deliveryDate === deliveryDate;
		if (company.certificates.find(isSame)) throw refusal(operation, 'CertificateAlreadyImported');
		const certificate = {
			_id: company.newId(),
			userId,
			type: 'external' as const,
			title,
			deliveryDate,
			expirationDate,
			certificateOutlineId,
		};
		company.certificates.put(certificate);
		company.events.emit('user.certificate.awarded', {
			userId,
			certificateId: certificate._id,
			certificateOutlineId,
			deliveryDate,
		});
		return succeed(call, certificate);
	},
	updateUserCertificatesPrivacy: (call) => {
		const { certificateIds, isPublic } = call.body as { certificateIds: string[]; isPublic: boolean };
		if (certificateIds.length > MAXIMUM_CERTIFICATES) throw refusal(call.operation, 'tooManyCertificatesToUpdate');
		const owned = certificateIds
			.map((id) => company.certificates.get(id))
			.filter((entry) => entry?.userId === call.path.userId);
		if (owned.length < certificateIds.length) throw refusal(call.operation, 'certificateNotFound');
		for (const id of certificateIds) company.certificates.change(id, { isPublic });
		return succeed(call, {});
	},
	downloadUserCertificate: (call) => {
		const certificate = company.certificates.get(call.path.certificateId as string);
		if (certificate?.userId !== call.path.userId) throw refusal(call.operation, 'certificateNotFound');
		const name = nameOf(company, call.path.userId as string);
		return {
			status: 200,
			bytes: smallPdf(`${certificate?.title} for ${name}`),
			mediaType: 'application/pdf',
			headers: { 'content-disposition': `attachment; filename="certificate-${certificate?._id}.pdf"` },
		};
	},
});

function nameOf(company: Company, userId: string): string {
	const user = company.users.get(userId);
	return `${user?.firstName ?? ''} ${user?.lastName ?? ''}`.trim();
}
