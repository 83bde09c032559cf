import { z } from 'zod';
import { inTransaction } from '../platform/postgres/index.ts';
import { changeUserSettings, PANEL_LANGUAGES, PANEL_THEMES, userSettings } from '../tenants/index.ts';
import { auditedAs, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, SIGNED_IN, type ZodApp } from './endpoint.ts';

const settings = {
  language: z
    .enum(PANEL_LANGUAGES)
    .nullable()
    .describe('Of the panel and of mails to this user; null: not chosen, mails are in the tenant’s language.'),
  theme: z.enum(PANEL_THEMES).nullable().describe('Light, dark or as the system; null: not chosen.'),
  mailOfSignIns: z.boolean().describe('Whether a sign-in from a new browser or network is reported by mail.'),
};
const AccountSettings = z.object(settings).meta({ id: 'AccountSettings' });

export const ACCOUNT_SETTINGS_ENDPOINTS = {
  accountSettings: {
    method: 'GET',
    url: '/api/v1/account/settings',
    config: { access: SIGNED_IN },
    schema: {
      operationId: 'accountSettings',
      summary: 'How the user sees the panel, and which mails the user gets',
      response: { 200: AccountSettings },
    },
  },
  changeAccountSettings: {
    method: 'PATCH',
    url: '/api/v1/account/settings',
    config: { access: SIGNED_IN },
    schema: {
      operationId: 'changeAccountSettings',
      summary: 'Changes the settings that are given',
      body: z.strictObject(settings).partial(),
      response: { 200: AccountSettings },
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The user's own settings, the same in every browser. */
export function routeAccountSettings(app: ZodApp, { db, audit }: Pick<ApiDeps, 'db' | 'audit'>): void {
  app.route({
    ...ACCOUNT_SETTINGS_ENDPOINTS.accountSettings,
    handler: (request) => userSettings(db, signedIn(request).id),
  });

  app.route({
    ...ACCOUNT_SETTINGS_ENDPOINTS.changeAccountSettings,
    handler: (request) =>
      inTransaction(db, async (transaction) => {
        const user = signedIn(request);
        const changed = await changeUserSettings(transaction, user.id, request.body);
        await audit.record(auditedAs(user, 'own-settings-changed', request, user.id), transaction);
        return changed;
      }),
  });
}
