import { createHash } from 'node:crypto';
import type { AuditEvent, AuditLog } from '../audit/index.ts';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type Database, inTransaction } from '../platform/postgres/index.ts';
import { contrastWithWhite, MIN_CONTRAST } from './contrast.ts';
import { readPng } from './png.ts';

/** `logo`: beside the name of the product, on light pages. `logo-dark`: the same on dark ones. `icon`: square, of an installed panel. */
export const PICTURES = ['logo', 'logo-dark', 'icon'] as const;
export type PictureKind = (typeof PICTURES)[number];

/** What the operator gives the product: its name, its colours, and whom customers turn to. */
export interface BrandingSettings {
  readonly productName: string;
  /** Of buttons, links and the caller's channel, `#rrggbb`; null: ours. */
  readonly primaryColour: string | null;
  /** Of the callee's channel. */
  readonly accentColour: string | null;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  /** The operator's own pages. */
  readonly helpUrl: string | null;
  readonly termsUrl: string | null;
  readonly privacyUrl: string | null;
  /** Shown below the sign-in form and on the page of a shared recording. */
  readonly privacyNotice: string | null;
}

export interface Branding extends BrandingSettings {
  /** The version of each picture there is: it changes with the picture. */
  readonly pictures: Readonly<Partial<Record<PictureKind, string>>>;
}

const DEFAULT_BRANDING: Branding = {
  productName: 'Fonoteka',
  primaryColour: null,
  accentColour: null,
  contactEmail: null,
  contactPhone: null,
  helpUrl: null,
  termsUrl: null,
  privacyUrl: null,
  privacyNotice: null,
  pictures: {},
};

export async function readBranding(db: Database): Promise<Branding> {
  const row = await db.selectFrom('branding').select('settings').executeTakeFirst();
  const pictures = await db.selectFrom('branding_pictures').select(['kind', 'changed_at']).orderBy('kind').execute();
  return {
    ...DEFAULT_BRANDING,
    ...(row?.settings as Partial<BrandingSettings> | undefined),
    pictures: Object.fromEntries(pictures.map(({ kind, changed_at }) => [kind, versionOf(changed_at)])),
  };
}

/** The lines below a mail: who wrote it, and whom to ask. `operatorName`: of the settings, where the product keeps its own name. */
export async function mailSignature(db: Database, operatorName: string): Promise<string[]> {
  const row = await db.selectFrom('branding').select('settings').executeTakeFirst();
  const { productName, contactPhone, contactEmail } = { ...DEFAULT_BRANDING, ...(row?.settings as BrandingSettings) };
  const isOperators = operatorName !== DEFAULT_BRANDING.productName;
  return [isOperators ? operatorName : productName, contactPhone, contactEmail].flatMap((line) => line ?? []);
}

export interface Picture {
  readonly png: Buffer;
  readonly version: string;
}

/** Null: there is none. */
export async function readPicture(db: Database, kind: PictureKind): Promise<Picture | null> {
  const row = await db
    .selectFrom('branding_pictures')
    .select(['png', 'changed_at'])
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row === undefined ? null : { png: row.png, version: versionOf(row.changed_at) };
}

interface BrandingDeps {
  readonly db: Database;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly by: Pick<AuditEvent, 'actor' | 'address'>;
}

/** Throws `colour-contrast-low`. */
export async function saveBranding(deps: BrandingDeps, settings: BrandingSettings): Promise<void> {
  for (const colour of [settings.primaryColour, settings.accentColour]) requireContrast(colour);
  await inTransaction(deps.db, async (transaction) => {
    const before = await readBranding(transaction);
    const names = Object.keys(settings) as (keyof BrandingSettings)[];
    const fields = names.filter((name) => before[name] !== settings[name]);
    if (fields.length === 0) return;
    const row = { settings: JSON.stringify(settings), changed_at: new Date(deps.clock.now()) };
    await transaction
      .insertInto('branding')
      .values(row)
      .onConflict((known) => known.column('single').doUpdateSet(row))
      .execute();
    await record(deps, transaction, fields);
  });
}

/** Null removes it. Throws `picture-invalid`. */
export async function savePicture(deps: BrandingDeps, kind: PictureKind, bytes: Buffer | null): Promise<void> {
  const read = bytes === null ? null : readPng(bytes);
  if (read !== null && !read.ok) throw new AppError('picture-invalid', read.reason);
  await inTransaction(deps.db, async (transaction) => {
    if (read === null) await transaction.deleteFrom('branding_pictures').where('kind', '=', kind).execute();
    else {
      const row = { png: read.value, changed_at: new Date(deps.clock.now()) };
      await transaction
        .insertInto('branding_pictures')
        .values({ kind, ...row })
        .onConflict((known) => known.column('kind').doUpdateSet(row))
        .execute();
    }
    await record(deps, transaction, [kind]);
  });
}

function requireContrast(colour: string | null): void {
  if (colour === null) return;
  const ratio = contrastWithWhite(colour);
  if (ratio >= MIN_CONTRAST) return;
  // Rounded down: 4.49 must not read as 4.5.
  const shown = (Math.floor(ratio * 100) / 100).toFixed(2);
  throw new AppError(
    'colour-contrast-low',
    `white text on ${colour} has a contrast of ${shown}:1; at least ${MIN_CONTRAST}:1 is needed, choose a darker colour`,
  );
}

function record({ audit, by }: BrandingDeps, transaction: Database, fields: readonly string[]): Promise<void> {
  const { actor, address } = by;
  const event = { tenantId: null, actor, address, action: 'branding-changed', subject: null } as const;
  return audit.record({ ...event, detail: { fields } }, transaction);
}

function versionOf(changedAt: Date): string {
  return createHash('sha256').update(changedAt.toISOString()).digest('hex').slice(0, 12);
}
