import type { AddedTenant, Credentials } from '../../src/tenants/index.ts';
import { signedInFetch } from './api-session.ts';

/** What the API has made. */
interface Made {
  readonly rodoRequest: string;
  readonly operatorRodoRequest: string;
  readonly listeningGrant: string;
  readonly statement: string;
}

/** What the API answers, which must be a success; it is not checked further. */
// oxlint-disable-next-line typescript/no-explicit-any
async function asker(...who: Parameters<typeof signedInFetch>): Promise<(...asked: Asked) => Promise<any>> {
  const ask = await signedInFetch(...who);
  return async (method, path, body) => {
    const answer = await ask(path, { method, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
}
type Asked = [method: string, path: string, body?: Readonly<Record<string, unknown>>];

/** A company with a recorded call gets an entry in each of its lists, and in those of the operator. */
export async function fillCompany(
  origin: string,
  { tenantId, panel }: AddedTenant,
  operator: Credentials,
): Promise<Made> {
  const admin = await asker(origin, panel);
  const staff = await asker(origin, operator);
  const [{ id: call, recordings }] = (await admin('GET', '/calls')).calls;
  const recording = recordings[0].id;
  const person = (await admin('GET', '/users')).users.find(({ login }: { login: string }) => login === panel.login);
  const number = '+48512345678';
  const when = { numbers: [], numberGroups: [], extensions: [], directions: [], days: [], from: null, until: null };
  const rule = { ...when, name: 'Zamówienia', enabled: true };
  await admin('PUT', `/phone-book/${encodeURIComponent(number)}`, { name: 'Anna Łącka' });
  await admin('POST', '/number-groups', { name: 'Sklep', numbers: ['+48221234567'] });
  await admin('POST', '/recording-rules', { ...rule, effect: 'always', percent: 100 });
  await admin('POST', '/mail-rules', {
    ...rule,
    minSeconds: 0,
    recipients: [person.id],
    download: false,
    maxUses: null,
    validHours: 24,
  });
  await admin('POST', '/call-hooks', {
    name: 'CRM',
    url: 'https://crm.example/fonoteka',
    events: ['call.recorded'],
    withNumbers: true,
    enabled: true,
  });
  await admin('PUT', '/sharing', { allowed: true });
  await admin('POST', `/recordings/${recording}/share-links`, { label: 'Dla Anny', download: false, validHours: 24 });
  await admin('POST', '/api-keys', { name: 'CRM', scopes: ['calls:read'] });
  await admin('POST', '/file-credentials', { label: 'Księgowość' });
  await admin('POST', `/calls/${call}/notes`, { text: 'Oddzwonić', moment: { recordingId: recording, atMs: 500 } });
  await admin('POST', `/calls/${call}/reviews`, { userId: person.id, note: 'Proszę posłuchać' });
  await admin('PUT', `/recordings/${recording}/hold`, { reason: 'Reklamacja', until: null });
  await admin('POST', '/account/saved-searches', { name: 'Przychodzące', search: { direction: 'inbound' } });
  const rodo = { kind: 'access', number, note: 'List z 1 listopada' };
  const { id: rodoRequest } = await admin('POST', '/rodo/requests', rodo);
  const { id: operatorRodoRequest } = await staff('POST', '/operator/rodo/requests', { ...rodo, tenantId });
  const { id: listeningGrant } = await staff('POST', '/operator/listening-grants', { tenantId, reason: 'Trzaski' });
  await admin('POST', `/listening-grants/${listeningGrant}/give`, {});
  await staff('POST', `/operator/tenants/${tenantId}/notes`, { text: 'Dzwonić po dziesiątej' });
  await staff('PUT', `/operator/tenants/${tenantId}/contacts`, {
    email: 'anna@kwiaciarnia.example',
    kinds: ['billing'],
    name: 'Anna Łącka',
    phone: null,
  });
  const { statements } = await admin('GET', '/billing/statements');
  return { rodoRequest, operatorRodoRequest, listeningGrant, statement: statements[0].periodStart };
}
