import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findings, type Fault } from '../kit/fleet/checks.ts';
import { FLEET_FOLDER } from '../kit/fleet/contained-fleet.ts';
import { Fleet, WRONG_CLOCK } from '../kit/fleet/fleet.ts';
import { FAULTS, type FaultKind } from '../kit/fleet/faults.ts';
import { Load } from '../kit/fleet/load.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { until } from '../kit/until.ts';

/** Runs a fleet under load while its machines fail, one after another, and prints what is wrong afterwards: a line of JSON each. */
const [seconds, ...planned] = process.argv.slice(2) as [string, ...string[]];
const folder = join(FLEET_FOLDER, 'fleet');
mkdirSync(folder);
const begun = performance.now();
const say = (text: string): void =>
  void process.stderr.write(`${((performance.now() - begun) / 1_000).toFixed(1)} s: ${text}\n`);

const fleet = new Fleet(folder);
const found: string[] = [];
try {
  await fleet.start();
  say('the fleet runs');
  const load = new Load(fleet.customers, fleet.machines, fleet.db);
  load.start();
  await setTimeout(3_000);
  report('before');
  const faults: Fault[] = [];
  for (const plan of planned) {
    const [kind, name] = plan.split(':') as [FaultKind, string];
    await FAULTS[kind](fleet, name, { durationMs: Number(seconds) * 1_000, faults, load, say });
    report(`${kind} ${name}`);
    await setTimeout(1_000);
    for (const each of fleet.machines) {
      if (load.lost.has(each.machine.name)) continue;
      await until(`${each.machine.name} is ready after ${plan}`, async () => (await each.failedChecks())?.length === 0);
    }
    report(`after ${kind} ${name}`);
  }
  await load.end();
  say(
    `the load has ended: ${load.calls.length} calls, ${load.uploads.length} uploads, ${load.downloads.size} downloads`,
  );
  await settle(load.lost);
  say('everything is archived and delivered');
  found.push(
    ...(await findings({ db: fleet.db, customers: fleet.customers, load, faults, files: fleet.named('files-1') })),
  );
  say(`${found.length} findings about calls, uploads, files and packages`);
  const verified = ['audit', 'retention'].map(async (verify) => {
    const { exitCode, output } = await fleet.command('worker-1', verify, 'verify');
    if (exitCode !== 0) found.push(`${verify} verify: ${output}`);
  });
  await Promise.all(verified);
  function report(when: string): void {
    for (const [work, { done, failed, slowestMs, problems }] of Object.entries(load.seen())) {
      const why = [...problems].map(([problem, times]) => `${times}× ${problem}`).join('; ');
      say(`${when}: ${work}: ${done} done, ${failed} failed, slowest ${(slowestMs / 1_000).toFixed(1)} s ${why}`);
    }
  }
} catch (error) {
  found.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
fleet.postgres.keepLogs();
const kept = process.env['FLEET_LOGS'];
if (kept) {
  mkdirSync(kept, { recursive: true });
  for (const log of logs()) copyFileSync(join(folder, log), join(kept, log));
}
if (found.length > 0) for (const log of logs()) say(`${log}: ${readFileSync(join(folder, log), 'utf8').slice(-2_000)}`);
for (const each of found) console.log(JSON.stringify(each));
await fleet.stop();
process.exit(0);

function logs(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.log'));
}

/** Waits until nothing is in a spool, what is due is destroyed and every package is delivered. */
async function settle(lost: ReadonlySet<string>): Promise<void> {
  await until('lost recorders are taken over', async () => {
    const { output } = await fleet.command('worker-1', 'recorder', 'list', '--json');
    const { recorders } = JSON.parse(output) as { recorders: readonly { readonly state: string }[] };
    return recorders.filter(({ state }) => state === 'taken-over').length === lost.size;
  });
  for (const recorder of fleet.machines.filter((each) => each.role === 'recorder' && !lost.has(each.machine.name))) {
    await until(`${recorder.machine.name} has archived everything`, async () => {
      const [waiting, legs] = [
        await recorder.metric('fonoteka_archive_calls_waiting'),
        await recorder.metric('fonoteka_capture_active_legs'),
      ];
      return waiting === 0 && legs === 0;
    });
  }
  // The clock of the second is an hour ahead: it must not destroy, and the command says why.
  const refused = await fleet.command(WRONG_CLOCK, 'retention', 'run');
  if (refused.exitCode === 0 || !refused.output.includes('clock-not-trusted'))
    found.push(`retention run with a wrong clock: ${refused.output}`);
  // The job it leaves to the other worker.
  if (readFileSync(fleet.named(WRONG_CLOCK).machine.log, 'utf8').includes('clock-not-trusted'))
    found.push(`${WRONG_CLOCK} took a job that destroys`);
  const run = await fleet.command('worker-1', 'retention', 'run');
  if (run.exitCode !== 0) found.push(`retention run: ${run.output}`);
  await allDelivered();
  const { origin } = fleet.named('web-2');
  for (const { panel } of fleet.customers.all) {
    const send = await signedInFetch(origin, panel);
    for (const day of fleet.customers.days) {
      const answer = await send(`/push/days/${day}/send`, { method: 'POST', body: { what: 'all' } });
      const { code } = (await answer.json()) as { readonly code?: string };
      if (!answer.ok && code !== 'push-nothing-to-send') found.push(`sending ${day}: ${code}`);
    }
  }
  await allDelivered();
}

/** A day that is being sent again is not made a second time: what came since is sent by the next time. */
async function allDelivered(): Promise<void> {
  await until('every package is delivered', async () => {
    const waiting = await fleet.db
      .selectFrom('packages')
      .select('id')
      .where('delivered_at', 'is', null)
      .executeTakeFirst();
    return waiting === undefined;
  });
}
