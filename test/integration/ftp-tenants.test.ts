import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { KnownHistories } from '../../src/catalog/index.ts';
import { CatalogTree } from '../../src/file-access/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { OpenAccess } from '../../src/tenants/index.ts';
import { countingQueries } from '../kit/counted-queries.ts';
import { startSignIns } from '../kit/catalog-sign-ins.ts';
import { acceptPassword, LOGIN, startFtp } from '../kit/ftp-fixture.ts';
import { quietLog } from '../kit/quiet-log.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';
import { until } from '../kit/until.ts';
import {
  bakery,
  clock,
  company,
  db,
  garage,
  LATE,
  LONG_KEPT,
  objects,
  readFailures,
  withSums,
  sources,
} from '../kit/two-companies.ts';

const access = new OpenAccess({ clock: systemClock, log: quietLog });

async function signedIn(login: string, password: string): Promise<{ ftp: RawFtpClient; answer: string }> {
  const ftp = await RawFtpClient.connect(await startFtp({ signIns: startSignIns({ db, ...sources, access }) }));
  await ftp.reply();
  await ftp.command(`USER ${login}`);
  return { ftp, answer: await ftp.command(`PASS ${password}`) };
}

describe('over FTP', () => {
  test('each account can read only its own files', async () => {
    for (const [own, other] of [
      [bakery, garage],
      [garage, bakery],
    ] as const) {
      const { ftp } = await signedIn(own.account.ftp.login, own.account.ftp.password);
      for (const [path, content] of Object.entries(own.files)) {
        expect((await ftp.fetch(`RETR ${path}`)).content.equals(content)).toBe(true);
      }
      for (const path of Object.keys(other.files).filter((path) => !(path in own.files))) {
        for (const way of [path, `..${path}`, `/../..${path}`, `/${other.account.tenantId}${path}`]) {
          expect(await ftp.command(`SIZE ${way}`)).toMatch(/^550 /);
          expect((await ftp.fetch(`RETR ${way}`)).replies[0]).toMatch(/^550 /);
        }
      }
    }
  });

  test('no pattern and no listing of all folders shows anything else', async () => {
    for (const company of [bakery, garage]) {
      const { ftp } = await signedIn(company.account.ftp.login, company.account.ftp.password);
      const own = Object.keys(company.files);
      const names = async (command: string): Promise<string[]> =>
        (await ftp.fetch(command)).content.toString().split('\r\n').slice(0, -1);
      expect(await names('NLST /*/*/*/*')).toEqual(withSums(company.files));
      expect(await names('NLST ../../*/*/*/*.mp3')).toEqual(own.map((path) => `../..${path}`));
      const files = (await names('NLST -R /')).filter((name) => name.endsWith('.mp3'));
      expect(files).toEqual(own.map((path) => path.split('/').at(-1)));
    }
  });

  test('RETR of a file takes two queries: its look-up and its audit event', async () => {
    const counted = countingQueries(db);
    const catalog = { ...sources.catalog, db: counted.db, histories: new KnownHistories() };
    const tree = new CatalogTree(
      { ...sources, catalog, audit: new AuditLog(counted.db, clock) },
      { tenantId: bakery.account.tenantId, login: LOGIN, address: '127.0.0.1' },
    );
    const ftp = await RawFtpClient.signedIn(await startFtp({ authenticate: acceptPassword(tree) }));
    const [path] = Object.keys(bakery.files);
    const queries = [];
    for (let turn = 0; turn < 3; turn++) {
      expect((await ftp.fetch(`RETR ${path}`)).replies.at(-1)).toMatch(/^226 /);
      queries.push(counted.taken());
    }
    expect(queries.slice(1)).toEqual([2, 2]);
  });

  test('what is over its retention period is in no listing', async () => {
    const { account, files } = await company('Zegarmistrz', '48225556677', [{}, LATE]);
    const { ftp } = await signedIn(account.ftp.login, account.ftp.password);
    const listed = async (command: string): Promise<number> =>
      (await ftp.fetch(command)).content
        .toString()
        .split('\r\n')
        .filter((line) => line.endsWith('.mp3')).length;
    expect([await listed('NLST */*/*/*'), await listed('LIST -R')]).toEqual([2, 2]);
    const ms = (LONG_KEPT + 2) * 30 * 24 * 3600 * 1000;
    clock.jump(ms);
    expect([await listed('NLST */*/*/*'), await listed('LIST -R')]).toEqual([0, 0]);
    clock.jump(-ms);
    expect(await listed('NLST */*/*/*')).toBe(Object.keys(files).length);
  });

  test('a file whose object is lost is our fault: 451, and it is reported', async () => {
    const lost = await company('Kwiaciarnia', '48223334455', [{}]);
    const { id, object_key: key } = await db
      .selectFrom('recordings')
      .selectAll()
      .where('tenant_id', '=', lost.account.tenantId)
      .executeTakeFirstOrThrow();
    objects.objects.delete(key);
    const { ftp } = await signedIn(lost.account.ftp.login, lost.account.ftp.password);
    expect((await ftp.fetch(`RETR ${Object.keys(lost.files)[0]}`)).replies[0]).toMatch(/^451 /);
    await until('it is reported', () => readFailures.length > 0);
    expect(readFailures).toEqual([`${id} recording-lost`]);
  });

  test('while events cannot be written, a download ends with 451 before its first bytes', async () => {
    const { ftp } = await signedIn(garage.account.ftp.login, garage.account.ftp.password);
    const [path, bytes] = Object.entries(garage.files)[0]!;
    await sql`ALTER TABLE audit_events RENAME TO audit_events_away`.execute(db);
    try {
      const { content, replies } = await ftp.fetch(`RETR ${path}`);
      expect(replies.at(-1)).toMatch(/^451 /);
      expect(content.length).toBe(0);
      expect((await ftp.fetch('NLST /2026/03/10')).content.length).toBe(0);
    } finally {
      await sql`ALTER TABLE audit_events_away RENAME TO audit_events`.execute(db);
    }
    expect((await ftp.fetch(`RETR ${path}`)).content.equals(bytes)).toBe(true);
  });

  test('a login needs its own password, and a failure is audited', async () => {
    const { ftp, answer } = await signedIn(bakery.account.ftp.login, garage.account.ftp.password);
    expect(answer).toMatch(/^530 /);
    expect(await ftp.command('CWD /2026')).toMatch(/^530 /);
    const failures = await db
      .selectFrom('audit_events')
      .selectAll()
      .where('action', '=', 'ftp-sign-in-failed')
      .execute();
    expect(failures).toMatchObject([
      { tenant_id: bakery.account.tenantId, actor: bakery.account.ftp.login, address: '127.0.0.1' },
    ]);
  });
});
