/** Runs a job of the bench in processes of its own and prints what the vendors saw: `node test/processes/run.ts JOB [TIMES]`. */
import { jobs } from '../../bench/jobs/index.ts';
import { PACK } from '../../bench/jobs/job.ts';
import { runParts } from '../../bench/parts.ts';
import { Vendors } from '../../bench/vendors.ts';

const [, , id, times = '1'] = process.argv;
const job = jobs.find((entry) => entry.id === id)!;
const vendors = await Vendors.start({ ...job.vendors, speed: job.speed });
const runs = await runParts(job, vendors, PACK, Number(times));
await vendors.stop();
process.stdout.write(JSON.stringify(runs));
