import { keyStore, panelFolder, readReadyFile, recordingStore } from '../../compose/index.ts';
import { openDatabase } from '../../platform/postgres/index.ts';
import type { CommandContext } from '../command-context.ts';
import { type Finding, reason, well, wrong } from '../doctor/check.ts';
import { checkClock } from '../doctor/check-clock.ts';
import { checkDisk } from '../doctor/check-disk.ts';
import { checkJobs } from '../doctor/check-jobs.ts';
import { checkKeys, checkRecordingKeys } from '../doctor/check-keys.ts';
import { checkLame, checkNode, checkPanel } from '../doctor/check-machine.ts';
import { checkMail } from '../doctor/check-mail.ts';
import { checkPorts } from '../doctor/check-ports.ts';
import { checkPush } from '../doctor/check-push.ts';
import { checkService } from '../doctor/check-service.ts';
import { checkStore } from '../doctor/check-store.ts';

/** Looks at all that the service needs and says what is wrong and how to mend it; false when something is. */
export async function doctor(context: CommandContext): Promise<boolean> {
  const { config, output } = context;
  const service = readReadyFile(config.data);
  const findings = [
    well('settings', `read; data in ${config.data}`),
    checkNode(),
    checkPanel(panelFolder()),
    checkLame(),
    await checkDisk(config.data),
    ...(service === null ? await checkPorts(config) : [await checkService(service)]),
    ...(await checkMail(config)),
    ...(await checkSharedState(context)),
  ];
  const healthy = findings.every((finding) => finding.ok);
  output.answer({ ok: healthy, findings }, () => findings.map(line).join('\n'));
  return healthy;
}

async function checkSharedState(context: CommandContext): Promise<Finding[]> {
  const { config, clock, log } = context;
  const stores = [await checkStore(recordingStore(config)), await checkKeys(keyStore(config))];
  try {
    const database = await openDatabase({
      url: config.databaseUrl,
      dataFolder: config.data,
      as: 'command',
      log,
      clock,
    });
    try {
      return [
        well('database', databaseName(config.databaseUrl)),
        ...stores,
        await checkRecordingKeys(database.db, keyStore(config)),
        await checkClock(clock, database.db),
        ...(await checkJobs(clock, database.db)),
        ...(await checkPush(database.db, keyStore(config), clock.now())),
      ];
    } finally {
      await database.close();
    }
  } catch (error) {
    const remedy = 'Check FONOTEKA_DATABASE_URL and that PostgreSQL runs and lets this user in.';
    return [wrong('database', reason(error), remedy), ...stores];
  }
}

function databaseName(url: string): string {
  return url === '' ? 'embedded' : new URL(url).host;
}

function line(finding: Finding): string {
  const head = `${finding.ok ? 'ok   ' : 'WRONG'} ${finding.check}: ${finding.detail}`;
  return finding.ok ? head : `${head}\n      → ${finding.remedy}`;
}
