/** Key of a record: the IDs on the way to it, joined by `/`. */
export function keyOf(above: string, id: string): string {
	const own = safeId(id);
	return above === '' || id === '' ? `${above}${own}` : `${above}/${own}`;
}

/** Escapes an ID for use as a property name and part of a key, because every object has properties such as `__proto__`. */
export function safeId(id: string): string {
	const part = id.replace(/[%/]/g, (sign) => (sign === '%' ? '%25' : '%2F'));
	return part in Object.prototype ? `%${part}` : part;
}
