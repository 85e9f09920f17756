/** The key of a record below a place: the ids on the way to it, joined by `/`. */
export function keyOf(above: string, id: string): string {
	const own = safeId(id);
	return above === '' || id === '' ? `${above}${own}` : `${above}/${own}`;
}

/** An id as it can be the name of a property and a part of a key, whatever it is: every object has properties such as `__proto__`. */
export function safeId(id: string): string {
	const part = id.replace(/[%/]/g, (sign) => (sign === '%' ? '%25' : '%2F'));
	return part in Object.prototype ? `%${part}` : part;
}
