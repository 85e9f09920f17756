/** Sizes of sticky notes as n8n's editor draws them: Inter at 14 pixels, headings of level 2 at 24. */

/** Place and size on the canvas, in pixels. */
export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

const CHARACTER = 6.75;
const SIDES = 24;
const GAP = 8;
const HEADING = { line: 33, scale: 24 / 14 };
const PARAGRAPH = { line: 18.9, scale: 1 };
const ENTRY = { line: 18.2, scale: 1, indent: 20, above: 3.5 };
const LIST = /^(?:\d+\.|[-*]) /;

/** Height in pixels that the Markdown text of a note needs at a width. Measured in Chromium, it is at most 36 pixels off. */
export function textHeight(markdown: string, width: number): number {
	const lines = markdown.split('\n');
	const inner = width - SIDES;
	return lines.reduce((height, line, index) => {
		const next = lines[index + 1] ?? '';
		const heading = /^#+ (.*)/.exec(line);
		if (heading) return height + HEADING.line * linesOf(heading[1]!, inner, HEADING.scale) + GAP;
		if (LIST.test(line)) {
			const own = ENTRY.line * linesOf(line.replace(LIST, ''), inner - ENTRY.indent, ENTRY.scale) + ENTRY.above;
			return height + own + (LIST.test(next) ? 0 : GAP);
		}
		if (line.trim() === '') return height;
		const ends = next.trim() === '' || LIST.test(next);
		return height + PARAGRAPH.line * linesOf(line, inner, PARAGRAPH.scale) + (ends ? GAP : 0);
	}, GAP);
}

function linesOf(text: string, width: number, scale: number): number {
	const shown = text.replace(/\*|`/g, '').replace(/\[(.+?)\]\(.+?\)/g, '$1');
	let lines = 1;
	let used = 0;
	for (const word of shown.split(' ')) {
		const length = word.length * CHARACTER * scale;
		const gap = used > 0 ? CHARACTER * scale : 0;
		if (used > 0 && used + gap + length > width) {
			lines += 1;
			used = length;
		} else used += gap + length;
	}
	return lines;
}

/** Whether two boxes share a point inside both. */
export function overlap(one: Box, other: Box): boolean {
	return (
		one.x < other.x + other.width &&
		other.x < one.x + one.width &&
		one.y < other.y + other.height &&
		other.y < one.y + one.height
	);
}
