import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';
import {
  dataPeriods,
  keysBucket,
  keyStore,
  panelFolder,
  readReadyFile,
  plansOf,
  recordingsBucket,
  recordingStore,
} from '../compose/index.ts';
import { type Config, databaseUrls } from '../config/index.ts';
import { systemClock } from '../platform/clock.ts';
import { type Database, isEmbeddedMade } from '../platform/postgres/index.ts';
import { type CommandContext, type CommandRunner, sub, withDatabase } from './command.ts';
import { checkBucket, checkPlace } from './doctor/check-bucket.ts';
import { checkDatabase } from './doctor/check-database.ts';
import { checkCertificate, checkFtpCertificate, checkProxies, checkSipsCertificate } from './doctor/check-https.ts';
import { checkIpv6 } from './doctor/check-ipv6.ts';
import { checkKeysBucket } from './doctor/check-keys-bucket.ts';
import { checkMappings } from './doctor/check-mappings.ts';
import { checkPartitions } from './doctor/check-partitions.ts';
import {
  checkClock,
  checkCodecs,
  checkFfmpeg,
  checkDisk,
  checkSpoolSpace,
  checkLame,
  checkNode,
  checkPanel,
  checkPorts,
} from './doctor/check-machine.ts';
import { checkReceiving } from './doctor/check-receiving.ts';
import { type CheckResult, errorText, passed, problem } from './doctor/check-result.ts';
import {
  checkDestruction,
  checkJobs,
  checkLeaves,
  checkMail,
  checkPersonalData,
  checkPush,
  checkService,
} from './doctor/check-services.ts';
import { checkKeys, checkRecordingKeys, checkStore } from './doctor/check-storage.ts';
import { checkSftp } from './doctor/check-sftp.ts';
import { checkWatch } from './doctor/check-watch.ts';

export function addDoctorCommand(program: Command, run: CommandRunner): void {
  sub(program, 'doctor')
    .description('check everything the service needs; for each problem, its remedy')
    .action(run(doctor));
}

/** Checks everything the service needs; false when there is a problem. */
async function doctor(context: CommandContext): Promise<boolean> {
  const { config, output } = context;
  const service = readReadyFile(config.data);
  const findings = [
    passed('settings', `read; data in ${config.data}`),
    checkNode(),
    checkPanel(panelFolder()),
    checkLame(),
    ...checkCodecs(),
    checkFfmpeg(),
    await checkDisk(config.data),
    await checkSpoolSpace(config.data),
    ...checkReceiving(),
    ...(service === null ? await checkPorts(config) : [await checkService(service)]),
    checkCertificate(config, context.clock),
    checkSipsCertificate(config, context.clock),
    checkFtpCertificate(config, context.clock),
    await checkIpv6(config),
    checkProxies(config),
    checkMappings(config),
    ...(await checkMail(config)),
    ...(await checkSharedState(context)),
  ];
  const ok = findings.every((finding) => finding.ok);
  output.result({ ok, findings }, () => findings.map(line).join('\n'));
  return ok;
}

async function checkSharedState(context: CommandContext): Promise<CheckResult[]> {
  const { config, clock } = context;
  if (databaseUrls(config).url === '' && !isEmbeddedMade(config.data)) {
    return [
      passed('database', 'embedded: not made yet, the first start makes it'),
      ...(await checkStores(config, null)),
    ];
  }
  try {
    return await withDatabase(context, async (db) => [
      ...(await checkDatabase(config, db)),
      ...(await checkStores(config, db)),
      await checkRecordingKeys(db, keyStore(config, db)),
      await checkPartitions(db, clock.now()),
      await checkClock(clock, db),
      ...(await checkJobs(clock, db)),
      await checkDestruction({ db, clock, keepUndeliveredDays: config.pushKeepMaxDays }),
      await checkLeaves(db, clock.now()),
      await checkPersonalData(db, clock.now(), dataPeriods(config)),
      ...(await checkPush(db, keyStore(config, db), clock.now())),
      ...(await checkWatch(config, db)),
      ...(await checkSftp(config, db, keyStore(config, db))),
    ]);
  } catch (error) {
    return [problem('database', errorText(error), databaseRemedy(error)), ...(await checkStores(config, null))];
  }
}

async function checkStores(config: Config, db: Database | null): Promise<CheckResult[]> {
  const bucket = recordingsBucket(config);
  const keys = keysBucket(config);
  const hasStore = bucket !== null || existsSync(join(config.data, 'recordings'));
  const hasKeys = keys !== null || config.keysTransitUrl !== '' || existsSync(config.keys || join(config.data, 'keys'));
  return [
    hasStore ? await checkStore(recordingStore(config, db)) : notMade('store'),
    ...(db === null ? [] : checkPlace(await plansOf(config, db, systemClock).now(), bucket !== null)),
    ...(bucket === null ? [] : await checkBucket(bucket)),
    hasKeys ? await checkKeys(keyStore(config, db)) : notMade('keys'),
    ...(keys === null ? [] : [await checkKeysBucket(keys)]),
  ];
}

/** A check changes nothing: what the first start makes is not made for it. */
function notMade(check: string): CheckResult {
  return passed(check, 'not made yet, the first start makes it');
}

function databaseRemedy(error: unknown): string {
  const code = error instanceof AppError ? error.code : null;
  if (code === 'schema-behind' || code === 'database-not-set-up') return 'Run fonoteka migrate.';
  if (code === 'schema-too-new') return 'Install the release that the database was migrated to, or a later one.';
  return 'Check FONOTEKA_DATABASE_URL, that PostgreSQL runs and that it lets this user in.';
}

function line(result: CheckResult): string {
  if (result.ok) return `ok      ${result.check}: ${result.detail}`;
  return `PROBLEM ${result.check}: ${result.detail}\n        → ${result.remedy}`;
}
