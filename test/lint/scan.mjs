/**
 * Lints a folder with n8n's own package scanner, comments that switch rules off not counting, and prints its verdict as JSON:
 * `node scan.mjs <folder> <pattern> …`. Without a pattern the scanner's choice of source files is taken.
 */
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const [folder, ...patterns] = process.argv.slice(2);
const { passed, message, details } = await analyzePackage(
	folder,
	patterns.length > 0 ? patterns : SOURCE_FILE_PATTERNS,
);
process.stdout.write(JSON.stringify({ passed, message, details }));
