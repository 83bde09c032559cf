import { AuditLog } from '../../audit/index.ts';
import { warsawDay } from '../../base/warsaw-time.ts';
import { issueStatements, receiveCancellationMail } from '../../billing/index.ts';
import type { Service } from '../../compose/at-start.ts';
import { dataPeriods } from '../../compose/index.ts';
import { databaseNow } from '../../platform/postgres/index.ts';
import { runRetention } from '../../retention/index.ts';
import type { CustomerServer } from './customer-server.ts';
import type { DemoBrowser } from './demo-browser.ts';
import { CONTACT, type DemoTenants } from './demo-calls.ts';
import { conversations, DAY_MS, type PastCall, pastCalls } from './past-calls.ts';
import type { Steps } from './steps.ts';

/** For so long there have been calls: one day longer than they are kept. */
const HISTORY_DAYS = 91;
const PUSHED_DAYS = 3;
const UPLOADS_AT_ONCE = 4;

interface CompanyDeps {
  readonly service: Service;
  readonly tenants: DemoTenants;
  readonly admin: DemoBrowser;
  readonly server: CustomerServer;
  readonly steps: Steps;
  readonly signal: AbortSignal;
}

/** Three months of a small company: calls, statements, a hold, a destroyed recording, a cancellation, delivered days. */
export async function fillCompany(deps: CompanyDeps): Promise<void> {
  const { service, steps } = deps;
  await steps.run(
    { pl: `Wgrywam połączenia z ${HISTORY_DAYS} dni`, en: `Uploading the calls of ${HISTORY_DAYS} days` },
    (progress) => uploadPastCalls(deps, progress),
  );
  await steps.run(
    { pl: 'Wystawiam zestawienia opłat, przyjmuję rezygnację', en: 'Issuing statements, receiving a cancellation' },
    async () => {
      await issueStatements({ db: service.shared.database.db, clock: service.shared.clock });
      await sendCancellation(deps);
    },
  );
  await steps.run(
    {
      pl: 'Zabezpieczam jedno nagranie, niszczę najstarsze',
      en: 'Placing a legal hold, destroying the oldest recordings',
    },
    async () => {
      await holdNext(deps.admin, service.shared.clock.now());
      await destroyExpired(service);
    },
  );
  await steps.run(
    { pl: 'Przesyłam trzy dni na serwer klienta (SFTP)', en: 'Sending three days to the customer’s server (SFTP)' },
    () => pushDays(deps),
  );
}

async function uploadPastCalls(
  { service, tenants, signal }: CompanyDeps,
  progress: (share: string) => void,
): Promise<void> {
  const { clock } = service.shared;
  const headers = { authorization: `Bearer ${tenants.apiKey}` };
  const audio = conversations();
  const calls = pastCalls(clock.now(), HISTORY_DAYS);
  let uploaded = 0;
  const upload = async (past: PastCall): Promise<void> => {
    if (signal.aborted) return;
    const request = past.audio === null ? recordOf(past) : uploadOf(past, audio[past.audio]!);
    const response = await fetch(`${service.ready.http}/api/v1${request.path}`, {
      method: 'POST',
      headers: { ...headers, ...request.headers },
      body: request.body,
    });
    if (!response.ok) throw new Error(`a call of ${past.call.startedAt} was answered ${response.status}`);
    progress(`${(uploaded += 1)}/${calls.length}`);
  };
  const waiting = calls.values();
  await Promise.all(
    Array.from({ length: UPLOADS_AT_ONCE }, async () => {
      for (const past of waiting) await upload(past);
    }),
  );
}

function recordOf({ call }: PastCall) {
  return { path: '/calls', headers: { 'content-type': 'application/json' }, body: JSON.stringify(call) };
}

function uploadOf({ call }: PastCall, wav: Buffer) {
  const body = new FormData();
  body.append('call', JSON.stringify(call));
  body.append('audio', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'call.wav');
  return { path: '/recordings', headers: {}, body };
}

/** The demo asks nothing of the network. */
const noDns = () => Promise.reject(new Error('the demo has no DNS'));

async function sendCancellation({ service }: CompanyDeps): Promise<void> {
  const { database, clock } = service.shared;
  const raw = Buffer.from(
    [
      `From: ${CONTACT}`,
      'To: rezygnacje@operator.example',
      'Subject: Rezygnacja',
      'Message-ID: <demo@magnolia.example>',
      `Date: ${new Date(clock.now()).toUTCString()}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Dzień dobry, rezygnujemy z wydłużonego okresu przechowywania nagrań. Anna Kwiatkowska',
    ].join('\r\n'),
  );
  const mail = { raw, complete: true, sizeBytes: raw.length, arrivedAt: clock.now() };
  await receiveCancellationMail(mail, { db: database.db, clock, authServ: '', resolver: noDns });
}

/** The one that would be destroyed next, and not today. */
async function holdNext(admin: DemoBrowser, now: number): Promise<void> {
  const recordings = (await admin.calls()).flatMap((call) => call.recordings);
  const held = recordings.findLast(({ availableUntil }) => availableUntil > now + DAY_MS);
  if (held === undefined) return;
  const reason = 'Reklamacja wiązanki ślubnej – spór z klientem';
  await admin.send('PUT', `/recordings/${held.id}/hold`, { reason, until: null });
}

async function destroyExpired({ shared }: Service): Promise<void> {
  const { database, objects, keys, clock, log, config } = shared;
  await runRetention({
    db: database.db,
    objects,
    keys,
    audit: new AuditLog(database.db, clock),
    clock,
    log,
    keepUndeliveredDays: config.pushKeepMaxDays,
    periods: dataPeriods(config),
    databaseNow: () => databaseNow(database.db),
  });
}

async function pushDays({ admin, server, service }: CompanyDeps): Promise<void> {
  await admin.send('PUT', '/push/target', {
    kind: 'sftp',
    host: '127.0.0.1',
    port: server.port,
    login: server.login,
    signIn: 'password',
    password: server.password,
    hostKey: null,
    folder: 'nagrania',
    temporaryNames: true,
    form: 'tree',
    readBack: false,
    connections: 2,
    bytesPerSecond: null,
    keepUndelivered: false,
    hookUrl: null,
  });
  const now = service.shared.clock.now();
  for (let ago = PUSHED_DAYS; ago > 0; ago--) {
    const day = warsawDay(now - ago * DAY_MS);
    // A day without calls has nothing to send.
    await admin.send('POST', `/push/days/${day}/send`, { what: 'missing' }).catch(() => null);
  }
}
