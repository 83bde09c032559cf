import type { UserId } from '../base/ids.ts';
import type { Database } from '../platform/postgres/index.ts';

export const PANEL_LANGUAGES = ['pl', 'en'] as const;
export const PANEL_THEMES = ['auto', 'light', 'dark'] as const;

/** What a person has chosen for the panel and for mails about the own account. */
export interface UserSettings {
  /** Null: nothing chosen; mails are in the tenant's language. */
  readonly language: (typeof PANEL_LANGUAGES)[number] | null;
  readonly theme: (typeof PANEL_THEMES)[number] | null;
  /** Whether a sign-in from a new browser or network is reported by mail. Changes of how the account is secured always are. */
  readonly mailOfSignIns: boolean;
}

export async function userSettings(db: Database, userId: UserId): Promise<UserSettings> {
  const row = await db
    .selectFrom('users')
    .where('id', '=', userId)
    .select(['language', 'theme', 'mail_of_sign_ins'])
    .executeTakeFirstOrThrow();
  return { language: row.language, theme: row.theme, mailOfSignIns: row.mail_of_sign_ins ?? true };
}

/** Changes the settings that are given. */
export async function changeUserSettings(
  db: Database,
  userId: UserId,
  { language, theme, mailOfSignIns }: { [Name in keyof UserSettings]?: UserSettings[Name] | undefined },
): Promise<UserSettings> {
  const change = {
    ...(language !== undefined && { language }),
    ...(theme !== undefined && { theme }),
    ...(mailOfSignIns !== undefined && { mail_of_sign_ins: mailOfSignIns }),
  };
  if (Object.keys(change).length > 0) {
    await db.updateTable('users').set(change).where('id', '=', userId).execute();
  }
  return userSettings(db, userId);
}
