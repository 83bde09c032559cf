import { z } from 'zod';
import {
  type Branding,
  MAX_PNG_BYTES,
  PICTURES,
  type PictureKind,
  readBranding,
  readPicture,
  saveBranding,
  savePicture,
} from '../branding/index.ts';
import { AppError } from '../base/errors.ts';
import type { ApiDeps } from './api-deps.ts';
import { type Endpoint, OPERATOR_ADMIN, type ZodApp } from './endpoint.ts';
import { BYTES, fileHeaders } from './file-answers.ts';
import { actorOf } from './operator.ts';

/** In the panel's header, beside the logo. */
const MAX_PRODUCT_NAME_CHARS = 40;
const MAX_NOTICE_CHARS = 2000;
const MAX_URL_CHARS = 500;
/** RFC 5321 §4.5.3.1.3. */
const MAX_EMAIL_CHARS = 254;
const MAX_PHONE_CHARS = 40;
const MAX_BASE64_CHARS = Math.ceil(MAX_PNG_BYTES / 3) * 4;
/** A version is in the address of each picture: another picture has another one. */
const CACHE_FOREVER = 'public, max-age=31536000, immutable';

const oneLine = /^[^\p{Cc}]+$/u;
const Colour = z
  .string()
  .regex(/^#[0-9a-f]{6}$/, 'must be a colour, #rrggbb in lower case')
  .nullable();
/** Not `javascript:`, not plain HTTP. */
const Link = z
  .url({ protocol: /^https$/, error: 'must begin with https://' })
  .max(MAX_URL_CHARS)
  .nullable();

const settings = {
  productName: z.string().trim().min(1).max(MAX_PRODUCT_NAME_CHARS).regex(oneLine),
  primaryColour: Colour.describe('Of buttons, links and the caller’s channel; null: the product’s own.'),
  accentColour: Colour.describe('Of the callee’s channel; null: the product’s own.'),
  contactEmail: z.email().max(MAX_EMAIL_CHARS).nullable(),
  contactPhone: z.string().trim().min(1).max(MAX_PHONE_CHARS).regex(oneLine).nullable(),
  helpUrl: Link,
  termsUrl: Link,
  privacyUrl: Link,
  privacyNotice: z.string().trim().min(1).max(MAX_NOTICE_CHARS).nullable().describe('Plain text.'),
};

const BrandingSettings = z.strictObject(settings);

const PictureUrl = z.string().nullable().describe('Null: there is none.');

const BrandingView = z
  .object({
    ...settings,
    logoUrl: PictureUrl,
    logoDarkUrl: PictureUrl.describe('For the dark scheme; null: the same as the other.'),
    iconUrl: PictureUrl,
  })
  .meta({ id: 'Branding' });

const Kind = z.enum(PICTURES);
const NewPicture = z.strictObject({ png: z.base64().max(MAX_BASE64_CHARS).describe('A PNG file in Base64.') });
const CHANGED = { 200: BrandingView };

export const BRANDING_ENDPOINTS = {
  branding: {
    method: 'GET',
    url: '/api/v1/branding',
    config: { access: 'anyone' },
    schema: {
      operationId: 'branding',
      summary: 'What the product is called and looks like',
      response: CHANGED,
    },
  },
  brandingPicture: {
    method: 'GET',
    url: '/api/v1/branding/:kind',
    config: { access: 'anyone', problems: ['not-found'] },
    schema: {
      operationId: 'brandingPicture',
      summary: 'A picture of the product',
      params: z.strictObject({ kind: Kind }),
      querystring: z.strictObject({ v: z.string().max(20).exactOptional().describe('Its version.') }),
      response: {
        200: {
          description: 'The picture as it was saved, a PNG.',
          headers: fileHeaders(['content-length']),
          content: { 'image/png': { schema: BYTES } },
        },
      },
    },
  },
  saveBranding: {
    method: 'PUT',
    url: '/api/v1/operator/branding',
    config: { access: OPERATOR_ADMIN, problems: ['colour-contrast-low'] },
    schema: {
      operationId: 'saveBranding',
      summary: 'Sets what the product is called and looks like, for everybody at once',
      body: BrandingSettings,
      response: CHANGED,
    },
  },
  saveBrandingPicture: {
    method: 'PUT',
    url: '/api/v1/operator/branding/:kind',
    config: { access: OPERATOR_ADMIN, problems: ['picture-invalid'] },
    schema: {
      operationId: 'saveBrandingPicture',
      summary: 'Sets a picture',
      params: z.strictObject({ kind: Kind }),
      body: NewPicture,
      response: CHANGED,
    },
  },
  removeBrandingPicture: {
    method: 'DELETE',
    url: '/api/v1/operator/branding/:kind',
    config: { access: OPERATOR_ADMIN },
    schema: {
      operationId: 'removeBrandingPicture',
      summary: 'Removes a picture: the product’s own is shown again',
      params: z.strictObject({ kind: Kind }),
      response: CHANGED,
    },
  },
} as const satisfies Record<string, Endpoint>;

/** The product under the operator's name. */
export function routeBranding(app: ZodApp, { db, audit, clock }: Pick<ApiDeps, 'db' | 'audit' | 'clock'>): void {
  const view = async () => brandingView(await readBranding(db));

  app.route({ ...BRANDING_ENDPOINTS.branding, handler: view });

  app.route({
    ...BRANDING_ENDPOINTS.brandingPicture,
    handler: async (request, reply) => {
      const picture = await readPicture(db, request.params.kind);
      if (picture === null) throw new AppError('not-found');
      if (request.query.v === picture.version) reply.header('cache-control', CACHE_FOREVER);
      return reply.type('image/png').send(picture.png);
    },
  });

  app.route({
    ...BRANDING_ENDPOINTS.saveBranding,
    handler: async (request) => {
      await saveBranding({ db, audit, clock, by: actorOf(request) }, request.body);
      return view();
    },
  });

  app.route({
    ...BRANDING_ENDPOINTS.saveBrandingPicture,
    bodyLimit: MAX_BASE64_CHARS + 1000,
    handler: async (request) => {
      const png = Buffer.from(request.body.png, 'base64');
      await savePicture({ db, audit, clock, by: actorOf(request) }, request.params.kind, png);
      return view();
    },
  });

  app.route({
    ...BRANDING_ENDPOINTS.removeBrandingPicture,
    handler: async (request) => {
      await savePicture({ db, audit, clock, by: actorOf(request) }, request.params.kind, null);
      return view();
    },
  });
}

function brandingView({ pictures, ...branding }: Branding) {
  const urlOf = (kind: PictureKind): string | null =>
    pictures[kind] === undefined ? null : `/api/v1/branding/${kind}?v=${pictures[kind]}`;
  return { ...branding, logoUrl: urlOf('logo'), logoDarkUrl: urlOf('logo-dark'), iconUrl: urlOf('icon') };
}
