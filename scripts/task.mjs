/** Runs a command out of sight and shows how far it is: one line that changes on a terminal, a few plain lines elsewhere. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
/** Milliseconds between two plain lines. */
const PLAIN_INTERVAL = 15_000;
/** Lines of the log shown when a command fails. */
const LINES_SHOWN = 60;

/**
 * @param {object} task
 * @param {string} task.title what is being done, e.g. `Installing dependencies`
 * @param {string} task.command
 * @param {string[]} task.parameters
 * @param {string} task.log file that takes the command's output
 * @param {string} task.folder where the command runs
 * @param {NodeJS.ProcessEnv} [task.environment]
 * @param {(line: string) => string | undefined} [task.progress] told every line of output; what it returns is shown behind the title
 * @returns {Promise<boolean>} whether the command succeeded; when it did not, the end of its output has been shown
 */
export async function runTask({ title, command, parameters, log, folder, environment, progress }) {
	mkdirSync(dirname(log), { recursive: true });
	const file = createWriteStream(log);
	const started = Date.now();
	const display = startDisplay(title);
	const child = spawn(command, parameters, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
	for (const stream of [child.stdout, child.stderr]) {
		let rest = '';
		stream.setEncoding('utf8').on('data', (chunk) => {
			file.write(chunk);
			const lines = (rest + chunk).split('\n');
			rest = lines.pop() ?? '';
			for (const line of lines) display.detail = progress?.(line) ?? display.detail;
		});
	}
	const code = await new Promise((resolve) => {
		child.on('error', (error) => {
			file.write(`${error.message}\n`);
			resolve(1);
		});
		child.on('close', resolve);
	});
	await new Promise((resolve) => file.end(resolve));
	display.stop(code === 0, Math.round((Date.now() - started) / 1000));
	if (code !== 0) {
		const end = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LINES_SHOWN).join('\n');
		process.stderr.write(`\n${end}\n\n${title} failed; the whole output is in ${log}\n`);
	}
	return code === 0;
}

/** @param {string} title */
function startDisplay(title) {
	const terminal = process.stdout.isTTY;
	const started = Date.now();
	const display = { detail: '', stop };
	let frame = 0;

	const text = () => {
		const seconds = Math.round((Date.now() - started) / 1000);
		return `${title} … ${[display.detail, `${seconds} s`].filter(Boolean).join(', ')}`;
	};
	const draw = () => {
		if (terminal) process.stdout.write(`\r\x1b[K${FRAMES[frame++ % FRAMES.length]} ${text()}`);
		else process.stdout.write(`${text()}\n`);
	};
	/** @param {boolean} succeeded @param {number} seconds */
	function stop(succeeded, seconds) {
		clearInterval(timer);
		const line = `${succeeded ? '✔' : '✖'} ${title} (${seconds} s)\n`;
		process.stdout.write(terminal ? `\r\x1b[K${line}` : line);
	}
	if (!terminal) process.stdout.write(`${title} …\n`);
	const timer = setInterval(draw, terminal ? 100 : PLAIN_INTERVAL);
	return display;
}
