import { expect, test } from 'vitest';
import { addSource, addUser } from '../../src/tenants/index.ts';
import { testBrowser } from '../kit/browser.ts';
import { Panel } from '../kit/browser-panel.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const fonoteka = runningFonoteka();
const browser = testBrowser();

test('the operator sees the last call records of a PBX beside what they become, corrects where a field is, and saves it', async () => {
  const { db, ready } = fonoteka.current;
  const { tenantId } = await fonoteka.current.tenant('Piekarnia', ['+48224440021']);
  const callRecords = { format: 'csv', fields: {} } as const;
  const added = await addSource(db, { name: 'PBX', timeZone: 'Europe/Warsaw', callRecords, tenantId }, Date.now());
  const pbx = new PbxClient(ready.http!, added.apiKey);
  const body = 'start;z;to;uid\n2026-05-04 10:00:00;600700601;+48224440021;88\n';
  expect((await pbx.sendRecords(body, 'text/csv')).status).toBe(200);

  const panel = new Panel(await browser.page(), ready.http!);
  await panel.signIn(await addUser(db, { tenantId: null, name: 'op', role: 'operator-admin' }, Date.now()));
  await panel.open('/operator/sources');
  await panel.button('Rekordy połączeń: PBX').click();
  const dialog = panel.page.getByRole('dialog');
  const refused = dialog.getByText('odrzucone:');
  await until('the record is kept and shown', async () => {
    await panel.button('Podgląd ostatnich rekordów').click();
    await dialog
      .getByText(/Co z niego odczytano|Nie ma jeszcze rekordów/)
      .first()
      .waitFor();
    return refused.isVisible();
  });
  expect(await refused.textContent()).toContain('Dzwoniący');
  await dialog.getByRole('textbox', { name: 'Dzwoniący' }).fill('z');
  await panel.button('Podgląd ostatnich rekordów').click();
  await dialog.getByText('Dzwoniący: 600 700 601').waitFor();
  expect(await dialog.getByText('04.05.2026 10:00:00').isVisible()).toBe(true);
  await panel.button('Zapisz').click();
  await dialog.waitFor({ state: 'hidden' });
  const saved = await db.selectFrom('sources').selectAll().where('id', '=', added.sourceId).executeTakeFirstOrThrow();
  expect(JSON.stringify(saved)).toContain('"caller":"z"');
});
