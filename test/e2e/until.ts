/**
 * Waits until something is so: bound to what happens and not to how fast the machine is.
 *
 * @param longest milliseconds
 * @throws Error when it does not come to pass in time
 */
export async function until(isSo: () => boolean | Promise<boolean>, longest: number): Promise<void> {
	const end = Date.now() + longest;
	while (!(await isSo())) {
		if (Date.now() > end)
			throw new Error(`This did not come to pass in ${Math.round(longest / 1000)} s: ${isSo.toString()}`);
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}
