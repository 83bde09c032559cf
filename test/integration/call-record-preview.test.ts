import { sql } from 'kysely';
import { beforeAll, expect, inject, test } from 'vitest';
import { newId, type SourceId, type TenantId } from '../../src/base/ids.ts';
import { addSource, type RecordMapping } from '../../src/tenants/index.ts';
import { type SignedInFetch, signedInStaff } from '../kit/api-session.ts';
import { PbxClient, refusal } from '../kit/pbx-client.ts';
import { onDatabase } from '../kit/postgres-server.ts';
import { runInProcess } from '../kit/run-in-process.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const OWN = '+48224440021';
/** Columns that no format knows. */
const CSV = `t;z;b\n2026-05-04 10:00:00;600700601;${OWN}\n2026-05-04 10:05:00;600700602;+48999000111\n`;

const fonoteka = runningFonoteka();
let tenantId: TenantId;
let admin: SignedInFetch;
let support: SignedInFetch;
let pbx: PbxClient;
let sourceId: SourceId;

beforeAll(async () => {
  const { db, ready } = fonoteka.current;
  ({ tenantId } = await fonoteka.current.tenant('Piekarnia', [OWN]));
  admin = await signedInStaff(fonoteka.current, 'adm', 'operator-admin');
  support = await signedInStaff(fonoteka.current, 'sup', 'operator-support');
  const callRecords: RecordMapping = { format: 'csv', fields: {} };
  const added = await addSource(db, { name: 'PBX', timeZone: 'Europe/Warsaw', callRecords, tenantId }, Date.now());
  sourceId = added.sourceId;
  pbx = new PbxClient(ready.http!, added.apiKey);
});

interface Preview {
  readonly requests: readonly {
    readonly unreadable: string | null;
    readonly records: readonly { readonly fields: object | null; readonly call: object | null }[];
  }[];
}

const asked = (who: SignedInFetch, body: object, id: string = sourceId) =>
  who(`/operator/sources/${id}/call-records/preview`, { method: 'POST', body });
const preview = async (body: object = {}): Promise<Preview> => (await (await asked(admin, body)).json()) as Preview;

test('the last records of a source are shown as received beside what another mapping makes of them, and the audit log says who looked', async () => {
  const { db, shared } = fonoteka.current;
  expect((await pbx.sendRecords(CSV, 'text/csv')).status).toBe(400);
  await until('it is written', async () => (await preview()).requests.length === 1);
  expect(await preview()).toMatchObject({
    requests: [{ contentType: 'text/csv', total: 0, refused: expect.any(String), text: CSV, records: [] }],
  });

  const fields = { startedAt: 't', caller: 'a', callee: 'b' };
  const [wrong] = (await preview({ callRecords: { format: 'csv', fields } })).requests;
  expect(wrong!.records).toMatchObject([
    {
      fields: { t: '2026-05-04 10:00:00', z: '600700601', b: OWN },
      call: null,
      errors: [{ field: 'caller', sourceField: 'a' }],
      received: null,
    },
    {},
  ]);
  const [right] = (await preview({ callRecords: { format: 'csv', fields: { ...fields, caller: 'z' } } })).requests;
  expect(right).toMatchObject({ unreadable: null });
  expect(right!.records).toMatchObject([
    { call: { startedAt: '2026-05-04T08:00:00.000Z', caller: '+48600700601', callee: OWN }, errors: [] },
    { call: { callee: '+48999000111' } },
  ]);
  const inUtc = await preview({ callRecords: { format: 'csv', fields }, timeZone: 'Etc/UTC' });
  expect(JSON.stringify(inUtc)).not.toContain('08:00:00');

  const environment = {
    FONOTEKA_DATABASE_URL: onDatabase(
      inject('templateDatabaseUrl'),
      (await sql<{ name: string }>`SELECT current_database() AS name`.execute(db)).rows[0]!.name,
    ),
    FONOTEKA_DATA: shared.config.data,
  };
  const { stdout, stderr } = await runInProcess(environment, 'source', 'records', '--source', sourceId);
  expect(stderr).toBe('');
  expect(stdout).toContain(`not readable now: `);
  expect(stdout).toContain('600700601');

  const events = await db
    .selectFrom('audit_events')
    .select(['actor', 'tenant_id', 'detail'])
    .where('action', '=', 'source-records-read')
    .where('subject', '=', sourceId)
    .orderBy('seq')
    .execute();
  expect(events.at(-1)).toEqual({ actor: 'cli', tenant_id: tenantId, detail: { requests: 1 } });
  expect(events.length).toBeGreaterThan(5);
});

test('what was taken or refused is beside it; support, other ids and wrong mappings are refused', async () => {
  const { db } = fonoteka.current;
  const { sourceId: id, apiKey } = await addSource(db, { name: 'JSON', tenantId }, Date.now());
  const call = { startedAt: '2026-05-04T08:00:00Z', caller: '600700603', callee: OWN };
  await new PbxClient(fonoteka.current.ready.http!, apiKey).reportCalls([call, { ...call, startedAt: 'x' }]);
  const shown = async () => ((await (await asked(admin, {}, id)).json()) as Preview).requests;
  await until('it is written', async () => (await shown()).length === 1);
  expect(await shown()).toMatchObject([
    {
      total: 2,
      records: [
        { fields: call, call: { caller: '+48600700603' }, received: { refused: null } },
        { call: null, received: { refused: 'request-invalid', errors: [{ field: 'startedAt' }] } },
      ],
    },
  ]);
  expect(await refusal(asked(support, {}))).toEqual({ status: 403, code: 'not-allowed' });
  const unknown = asked(admin, {}, newId<SourceId>(1));
  expect(await refusal(unknown)).toMatchObject({ code: 'source-unknown' });
  const wrong = asked(admin, { callRecords: { format: 'xls' } });
  expect(await refusal(wrong)).toEqual({ status: 400, code: 'request-invalid' });
});
