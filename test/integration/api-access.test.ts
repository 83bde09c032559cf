import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';
import type { TenantId } from '../../src/base/ids.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import type { Credentials, UserRole } from '../../src/tenants/index.ts';
import {
  addRecording,
  addTenantWithRecording,
  addUserOf,
  type ApiFixture,
  signIn,
  startApi,
} from '../kit/api-fixture.ts';
import { BODIES, QUERIES } from '../kit/api-bodies.ts';
import { testDatabase } from '../kit/database.ts';

const WHO = [
  'anonymous',
  'agent',
  'supervisor',
  'admin',
  'operator-admin',
  'operator-support',
  'other-tenant',
] as const;
type Who = (typeof WHO)[number];

/** The status of each route for each of WHO, in that order; `{id}` is a recording of the agent's own calls. */
const EXPECTED: Record<string, readonly number[]> = {
  'GET /api/v1/session': [401, 200, 200, 200, 200, 200, 200],
  'POST /api/v1/session/second-factor': [401, 400, 400, 400, 400, 400, 400],
  'GET /api/v1/account/security': [401, 200, 200, 200, 200, 200, 200],
  // Each user's own. Without a body, so that no attempt counts.
  'GET /api/v1/account/email': [401, 200, 200, 200, 200, 200, 200],
  'POST /api/v1/account/email': [401, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/account/email/confirm': [401, 400, 400, 400, 400, 400, 400],
  'PUT /api/v1/account/password': [401, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/account/totp': [401, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/account/totp/confirm': [401, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/account/totp/remove': [401, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/session/oidc': [404, 404, 404, 404, 404, 404, 404],
  'GET /api/v1/session/oidc/callback': [303, 303, 303, 303, 303, 303, 303],
  'GET /api/v1/account/oidc': [401, 200, 200, 200, 200, 200, 200],
  'POST /api/v1/account/oidc': [401, 400, 400, 400, 400, 400, 400],
  'DELETE /api/v1/account/oidc': [401, 204, 204, 204, 204, 204, 204],
  'GET /api/v1/oidc': [401, 403, 403, 200, 403, 403, 200],
  'PUT /api/v1/oidc': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/oidc/check': [401, 403, 403, 200, 403, 403, 200],
  'DELETE /api/v1/oidc': [401, 403, 403, 204, 403, 403, 204],
  'POST /api/v1/session/passkey/challenge': [409, 409, 409, 409, 409, 409, 409],
  'POST /api/v1/session/passkey': [400, 400, 400, 400, 400, 400, 400],
  'GET /api/v1/account/passkeys': [401, 200, 200, 200, 200, 200, 200],
  'POST /api/v1/account/passkeys/challenge': [401, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/account/passkeys': [401, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/account/passkeys/{id}/remove': [401, 400, 400, 400, 400, 400, 400],
  'GET /api/v1/calls': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/live-calls': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/live-calls/events': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/live-calls/{id}/audio': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/operator/live-calls': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/live-calls/events': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/calls/export': [401, 200, 200, 200, 403, 403, 200],
  // The id of a recording is none of a call.
  'GET /api/v1/calls/{id}/timeline': [401, 404, 404, 404, 403, 403, 404],
  'GET /api/v1/calls/{id}/evidence': [401, 403, 404, 404, 403, 403, 404],
  'GET /api/v1/evidence-keys': [200, 200, 200, 200, 200, 200, 200],
  'POST /api/v1/operator/evidence-keys': [401, 403, 403, 403, 200, 403, 403],
  'GET /api/v1/missing-call': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/operator/calls/{id}/timeline': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/missing-call': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/calls/totals': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/calls/statistics': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/calls/statistics/pdf': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/statistics/report': [401, 403, 403, 200, 403, 403, 200],
  'PUT /api/v1/statistics/report': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/calls/statistics/numbers': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/calls/statistics/silences': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/account/saved-searches': [401, 200, 200, 200, 403, 403, 200],
  'POST /api/v1/account/saved-searches': [401, 201, 201, 201, 403, 403, 201],
  'DELETE /api/v1/account/saved-searches/{id}': [401, 404, 404, 404, 403, 403, 404],
  'GET /api/v1/phone-book': [401, 403, 403, 200, 403, 403, 200],
  'PUT /api/v1/phone-book/{number}': [401, 403, 403, 200, 403, 403, 200],
  'DELETE /api/v1/phone-book/{number}': [401, 403, 403, 204, 403, 403, 204],
  'POST /api/v1/phone-book/import': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/calls/tags': [401, 200, 200, 200, 403, 403, 200],
  'GET /api/v1/calls/reviews': [401, 200, 200, 200, 403, 403, 200],
  // By the id of a call: that of a recording is of none.
  'GET /api/v1/calls/{id}/notes': [401, 404, 404, 404, 403, 403, 404],
  'POST /api/v1/calls/{id}/notes': [401, 404, 404, 404, 403, 403, 404],
  'PATCH /api/v1/calls/{id}/notes/{noteId}': [401, 404, 404, 404, 403, 403, 404],
  'DELETE /api/v1/calls/{id}/notes/{noteId}': [401, 404, 404, 404, 403, 403, 404],
  'PATCH /api/v1/calls/{id}/tags': [401, 404, 404, 404, 403, 403, 404],
  'GET /api/v1/calls/{id}/colleagues': [401, 404, 404, 404, 403, 403, 404],
  'POST /api/v1/calls/{id}/reviews': [401, 404, 404, 404, 403, 403, 404],
  'PATCH /api/v1/calls/{id}/reviews/{userId}': [401, 404, 404, 404, 403, 403, 404],
  'DELETE /api/v1/calls/{id}/reviews/{userId}': [401, 404, 404, 404, 403, 403, 404],
  'GET /api/v1/recordings/{id}/waveform': [401, 200, 200, 200, 403, 403, 404],
  'GET /api/v1/recordings/{id}/audio': [401, 200, 200, 200, 403, 403, 404],
  'GET /api/v1/recordings/zip': [401, 403, 200, 200, 403, 403, 200],
  'GET /api/v1/recordings/zip/part': [401, 403, 200, 200, 403, 403, 200],
  'GET /api/v1/recordings/zip/size': [401, 403, 200, 200, 403, 403, 200],
  'POST /api/v1/recordings/{id}/share-links': [401, 201, 201, 201, 403, 403, 404],
  'GET /api/v1/share-links': [401, 200, 200, 200, 403, 403, 200],
  'DELETE /api/v1/share-links/{id}': [401, 404, 404, 404, 403, 403, 404],
  'GET /api/v1/sharing': [401, 200, 200, 200, 403, 403, 200],
  'PUT /api/v1/sharing': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/shared/look': [404, 404, 404, 404, 404, 404, 404],
  'POST /api/v1/shared/open': [404, 404, 404, 404, 404, 404, 404],
  'GET /api/v1/shared/{id}/audio': [404, 404, 404, 404, 404, 404, 404],
  'PUT /api/v1/recordings/{id}/hold': [401, 403, 403, 200, 403, 403, 404],
  'DELETE /api/v1/recordings/{id}/hold': [401, 403, 403, 204, 403, 403, 404],
  'GET /api/v1/services': [401, 403, 200, 200, 403, 403, 200],
  'PATCH /api/v1/services/call-recording': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/services/ftp/password': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/services/orders/preview': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/services/orders': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/services/retention-simulation': [401, 403, 200, 200, 403, 403, 200],
  'GET /api/v1/billing/statements': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/billing/statements/{periodStart}': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/push': [401, 403, 200, 200, 403, 403, 200],
  'PUT /api/v1/push/target': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/push/target/test': [401, 403, 403, 200, 403, 403, 200],
  'DELETE /api/v1/push/target': [401, 403, 403, 204, 403, 403, 204],
  'POST /api/v1/push/ssh-key': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/push/days': [401, 403, 200, 200, 403, 403, 200],
  'GET /api/v1/push/days/{day}': [401, 403, 200, 200, 403, 403, 200],
  'POST /api/v1/push/days/{day}/send': [401, 403, 403, 409, 403, 403, 409],
  'GET /api/v1/api-keys': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/api-keys': [401, 403, 403, 201, 403, 403, 201],
  'DELETE /api/v1/api-keys/{id}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/file-credentials': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/file-credentials': [401, 403, 403, 201, 403, 403, 201],
  'PATCH /api/v1/file-credentials/{id}': [401, 403, 403, 404, 403, 403, 404],
  'DELETE /api/v1/file-credentials/{id}': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/file-credentials/{id}/password': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/file-credentials/{id}/keys': [401, 403, 403, 404, 403, 403, 404],
  'DELETE /api/v1/file-credentials/{id}/keys/{keyId}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/file-access': [401, 403, 403, 200, 403, 403, 200],
  'PATCH /api/v1/file-access': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/file-sessions': [401, 403, 403, 200, 403, 403, 200],
  'DELETE /api/v1/file-sessions/{id}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/file-sign-ins': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/file-sign-ins/unlock': [401, 403, 403, 204, 403, 403, 204],
  'GET /api/v1/operator/file-sign-ins': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/file-sign-ins/unlock': [401, 403, 403, 403, 204, 403, 403],
  'GET /api/v1/operator/tenants/{id}/file-access': [401, 403, 403, 403, 200, 200, 403],
  'PATCH /api/v1/operator/tenants/{id}/file-access': [401, 403, 403, 403, 200, 403, 403],
  'GET /api/v1/operator/tenants/{id}/file-credentials': [401, 403, 403, 403, 200, 200, 403],
  'DELETE /api/v1/operator/tenants/{id}/file-credentials/{credentialId}': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/tenants/{id}/file-sessions': [401, 403, 403, 403, 200, 200, 403],
  'DELETE /api/v1/operator/tenants/{id}/file-sessions/{sessionId}': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/tenants/{id}/file-sign-ins': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/tenants/{id}/file-sign-ins/unlock': [401, 403, 403, 403, 204, 403, 403],
  'GET /api/v1/account/settings': [401, 200, 200, 200, 200, 200, 200],
  'PATCH /api/v1/account/settings': [401, 200, 200, 200, 200, 200, 200],
  'GET /api/v1/account/sessions': [401, 200, 200, 200, 200, 200, 200],
  'DELETE /api/v1/account/sessions/{id}': [401, 404, 404, 404, 404, 404, 404],
  'POST /api/v1/account/sessions/end-others': [401, 200, 200, 200, 200, 200, 200],
  'POST /api/v1/users/{id}/end-sessions': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/password-reset': [400, 400, 400, 400, 400, 400, 400],
  'POST /api/v1/password-reset/confirm': [400, 400, 400, 400, 400, 400, 400],
  'GET /api/v1/invitations': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/invitations': [401, 403, 403, 400, 403, 403, 400],
  'POST /api/v1/invitations/{id}/resend': [401, 403, 403, 404, 403, 403, 404],
  'DELETE /api/v1/invitations/{id}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/security-policy': [401, 403, 403, 200, 403, 403, 200],
  'PUT /api/v1/security-policy': [401, 403, 403, 400, 403, 403, 400],
  'GET /api/v1/personal-data': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/users': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/users': [401, 403, 403, 201, 403, 403, 201],
  'PATCH /api/v1/users/{id}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/networks': [401, 403, 403, 200, 403, 403, 200],
  'PUT /api/v1/networks': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/live-calls/{id}/marks': [401, 404, 404, 404, 403, 403, 404],
  'POST /api/v1/live-calls/{id}/control': [401, 403, 404, 404, 403, 403, 404],
  'GET /api/v1/call-hooks': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/call-hooks': [401, 403, 403, 201, 403, 403, 201],
  'PUT /api/v1/call-hooks/{id}': [401, 403, 403, 404, 403, 403, 404],
  'DELETE /api/v1/call-hooks/{id}': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/call-hooks/{id}/test': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/call-hooks/{id}/deliveries': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/call-hooks/{id}/deliveries/{deliveryId}/resend': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/mail-rules': [401, 403, 403, 200, 403, 403, 200],
  // The recipient is nobody of the company's.
  'POST /api/v1/mail-rules': [401, 403, 403, 422, 403, 403, 422],
  'PUT /api/v1/mail-rules/{id}': [401, 403, 403, 404, 403, 403, 404],
  'DELETE /api/v1/mail-rules/{id}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/recording-rules': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/recording-rules': [401, 403, 403, 201, 403, 403, 201],
  'PUT /api/v1/recording-rules/{id}': [401, 403, 403, 404, 403, 403, 404],
  'DELETE /api/v1/recording-rules/{id}': [401, 403, 403, 404, 403, 403, 404],
  'PUT /api/v1/recording-rules/order': [401, 403, 403, 409, 403, 403, 409],
  'POST /api/v1/recording-rules/test': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/number-groups': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/number-groups': [401, 403, 403, 201, 403, 403, 201],
  'PUT /api/v1/number-groups/{id}': [401, 403, 403, 404, 403, 403, 404],
  'DELETE /api/v1/number-groups/{id}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/audit': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/audit/export': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/listening-grants': [401, 403, 403, 200, 403, 403, 200],
  'GET /api/v1/listening-grants/{id}/uses': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/listening-grants/{id}/give': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/listening-grants/{id}/refuse': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/listening-grants/{id}/take-back': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/operator/listening-grants': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/listening-grants': [401, 403, 403, 403, 201, 201, 403],
  'GET /api/v1/operator/listening-grants/{id}/calls': [401, 403, 403, 403, 403, 403, 403],
  'GET /api/v1/rodo/requests': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/rodo/requests': [401, 403, 403, 201, 403, 403, 201],
  'GET /api/v1/rodo/requests/{id}': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/rodo/requests/{id}/preview': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/rodo/requests/{id}/package': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/rodo/requests/{id}/package': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/rodo/requests/{id}/erasure': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/rodo/requests/{id}/answer': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/operator/rodo/requests/{id}/erasure': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/rodo/requests/{id}/answer': [401, 403, 403, 403, 404, 403, 403],
  'POST /api/v1/rodo/requests/{id}/release': [401, 403, 403, 404, 403, 403, 404],
  'POST /api/v1/rodo/requests/{id}/close': [401, 403, 403, 404, 403, 403, 404],
  'GET /api/v1/rodo/settings': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/rodo/settings/two-person-release': [401, 403, 403, 200, 403, 403, 200],
  'POST /api/v1/operator/rodo/requests/{id}/package': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/rodo/requests/{id}/package': [401, 403, 403, 403, 404, 403, 403],
  'POST /api/v1/operator/rodo/requests/{id}/release': [401, 403, 403, 403, 404, 403, 403],
  'POST /api/v1/operator/rodo/requests/{id}/close': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/rodo/requests': [401, 403, 403, 403, 200, 403, 403],
  'POST /api/v1/operator/rodo/requests': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/rodo/requests/{id}': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/rodo/requests/{id}/preview': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/cancellations': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/cancellations/{id}/confirm': [401, 403, 403, 403, 404, 403, 403],
  'POST /api/v1/operator/cancellations/{id}/reject': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/prices': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/prices': [401, 403, 403, 403, 201, 403, 403],
  'GET /api/v1/operator/tenants': [401, 403, 403, 403, 200, 200, 403],
  'PUT /api/v1/operator/tenants/{id}/plan': [401, 403, 403, 403, 200, 403, 403],
  'POST /api/v1/operator/tenants': [401, 403, 403, 403, 201, 403, 403],
  'GET /api/v1/operator/tenants/{id}': [401, 403, 403, 403, 200, 200, 403],
  'PATCH /api/v1/operator/tenants/{id}': [401, 403, 403, 403, 200, 403, 403],
  'PUT /api/v1/operator/tenants/{id}/contacts': [401, 403, 403, 403, 200, 403, 403],
  'DELETE /api/v1/operator/tenants/{id}/contacts/{email}': [401, 403, 403, 403, 200, 403, 403],
  'POST /api/v1/operator/tenants/{id}/numbers': [401, 403, 403, 403, 200, 403, 403],
  'PUT /api/v1/operator/tenants/{id}/suspension': [401, 403, 403, 403, 200, 403, 403],
  // Right after it, so that the requests below are not refused as those of a suspended tenant.
  'DELETE /api/v1/operator/tenants/{id}/suspension': [401, 403, 403, 403, 200, 403, 403],
  'DELETE /api/v1/operator/tenants/{id}/numbers/{number}': [401, 403, 403, 403, 400, 403, 403],
  'GET /api/v1/branding': [200, 200, 200, 200, 200, 200, 200],
  'GET /api/v1/branding/{kind}': [404, 404, 404, 404, 404, 404, 404],
  'PUT /api/v1/operator/branding': [401, 403, 403, 403, 200, 403, 403],
  'PUT /api/v1/operator/branding/{kind}': [401, 403, 403, 403, 422, 403, 403],
  'DELETE /api/v1/operator/branding/{kind}': [401, 403, 403, 403, 200, 403, 403],
  'GET /api/v1/operator/service': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/storage': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/audit': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/tenants/import': [401, 403, 403, 403, 200, 403, 403],
  'GET /api/v1/operator/tenants/{id}/services': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/users': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/statements': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/statements/{periodStart}': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/cancellations': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/push': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/holds': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/audit': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/storage': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/notes': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/tenants/{id}/notes': [401, 403, 403, 403, 201, 403, 403],
  'DELETE /api/v1/operator/tenants/{id}/notes/{note}': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/tenants/{id}/leave': [401, 403, 403, 403, 200, 200, 403],
  'PUT /api/v1/operator/tenants/{id}/leave': [401, 403, 403, 403, 200, 403, 403],
  'DELETE /api/v1/operator/tenants/{id}/leave': [401, 403, 403, 403, 200, 403, 403],
  'POST /api/v1/operator/plans': [401, 403, 403, 403, 201, 403, 403],
  'PATCH /api/v1/operator/plans/{name}': [401, 403, 403, 403, 400, 403, 403],
  'GET /api/v1/operator/sources': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/sources': [401, 403, 403, 403, 201, 403, 403],
  'PATCH /api/v1/operator/sources/{id}': [401, 403, 403, 403, 404, 403, 403],
  'DELETE /api/v1/operator/sources/{id}': [401, 403, 403, 403, 404, 403, 403],
  'PUT /api/v1/operator/sources/{id}/digest': [401, 403, 403, 403, 404, 403, 403],
  'DELETE /api/v1/operator/sources/{id}/digest': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/source-statistics': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/session-traces': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/session-traces/{id}/messages': [401, 403, 403, 403, 404, 404, 403],
  'GET /api/v1/operator/refused-uploads': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/refused-uploads/{id}/file': [401, 403, 403, 403, 400, 400, 403],
  'POST /api/v1/operator/refused-uploads/{id}/retry': [401, 403, 403, 403, 404, 403, 403],
  'POST /api/v1/operator/sources/{id}/call-records/preview': [401, 403, 403, 403, 404, 403, 403],
  'POST /api/v1/operator/sources/{id}/keys': [401, 403, 403, 403, 404, 403, 403],
  'PATCH /api/v1/operator/sources/{id}/keys/{keyId}': [401, 403, 403, 403, 404, 403, 403],
  'DELETE /api/v1/operator/sources/{id}/keys/{keyId}': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/unknown-tenant-names': [401, 403, 403, 403, 200, 200, 403],
  'GET /api/v1/operator/tenants/{id}/aliases': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/operator/tenants/{id}/aliases': [401, 403, 403, 403, 201, 403, 403],
  'DELETE /api/v1/operator/tenants/{id}/aliases/{aliasId}': [401, 403, 403, 403, 404, 403, 403],
  'GET /api/v1/operator/statements': [401, 403, 403, 403, 200, 200, 403],
  'POST /api/v1/recordings': [401, 401, 401, 401, 401, 401, 401],
  'POST /api/v1/calls': [401, 401, 401, 401, 401, 401, 401],
  'GET /api/v1/recording-policy': [401, 401, 401, 401, 401, 401, 401],
  'GET /api/openapi.json': [200, 200, 200, 200, 200, 200, 200],
  'GET /healthz': [200, 200, 200, 200, 200, 200, 200],
  'GET /readyz': [200, 200, 200, 200, 200, 200, 200],
  'GET /metrics': [200, 200, 200, 200, 200, 200, 200],
  'POST /api/v1/session': [401, 401, 401, 401, 401, 401, 401],
  'DELETE /api/v1/session': [401, 204, 204, 204, 204, 204, 204],
};

const { db } = testDatabase();
let fixture: ApiFixture;
let ownTenant: TenantId;
let own: { id: string };
let foreign: { id: string };
let ofAnotherExtension: { id: string };
let agent: Credentials;
let admins: Credentials[];
const cookies = new Map<Who, string>();

beforeAll(async () => {
  fixture = await startApi(db);
  const ours = await addTenantWithRecording(fixture, 'Piekarnia', '48221234567');
  const others = await addTenantWithRecording(fixture, 'Kwiaciarnia', '48221234568');
  ownTenant = ours.tenantId;
  own = ours.recording;
  foreign = others.recording;
  const startedAt = fixture.clock.now() - 3_600_000;
  ofAnotherExtension = await addRecording(fixture, ours.tenantId, { startedAt, extensions: ['102'] });
  const user = async (role: UserRole, tenantId: TenantId | null) =>
    signIn(fixture, await addUserOf(fixture, tenantId, role));
  agent = await addUserOf(fixture, ours.tenantId, 'agent', { extensions: ['101'] });
  admins = [ours.admin, others.admin];
  cookies.set('agent', await signIn(fixture, agent));
  cookies.set('supervisor', await user('supervisor', ours.tenantId));
  cookies.set('admin', await signIn(fixture, ours.admin));
  cookies.set('operator-admin', await user('operator-admin', null));
  cookies.set('operator-support', await user('operator-support', null));
  cookies.set('other-tenant', await signIn(fixture, others.admin));
});

afterAll(() => fixture.close());

function ask(who: Who, route: string, id = own.id): Promise<Response> {
  const [method, path] = route.split(' ') as [string, string];
  const body = BODIES[route]?.(who, ownTenant);
  const cookie = cookies.get(who);
  const named = path.includes('/operator/tenants/') ? ownTenant : id;
  const today = warsawDay(fixture.clock.now());
  const there = path
    .replace('{id}', named)
    .replace('{periodStart}', today)
    .replace('{day}', today)
    .replace('{note}', id)
    .replace('{kind}', 'logo')
    .replace('{keyId}', id)
    .replace('{number}', '101')
    .replace('{aliasId}', id)
    .replace('{deliveryId}', id)
    .replace('{noteId}', id)
    .replace('{userId}', id)
    .replace('{credentialId}', id)
    .replace('{sessionId}', id);
  return fetch(fixture.origin + there + (QUERIES[route] ?? ''), {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function byWho(statuses: readonly number[]) {
  return Object.fromEntries(WHO.map((who, index) => [who, statuses[index]]));
}

async function listed(who: Who): Promise<string[]> {
  const page = (await (await ask(who, 'GET /api/v1/calls')).json()) as { calls: { recordings: { id: string }[] }[] };
  return page.calls.flatMap((call) => call.recordings.map(({ id }) => id));
}

test('every route of the OpenAPI document is in the table', async () => {
  const { paths = {} } = (await openApiDocument()) as { paths?: Record<string, object> };
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

describe('access to each route', () => {
  test.each(Object.entries(EXPECTED))('%s', async (route, statuses) => {
    const answers: number[] = [];
    for (const who of WHO) answers.push((await ask(who, route)).status);
    expect(byWho(answers)).toEqual(byWho(statuses));
  });
});

describe('visible recordings', () => {
  beforeAll(async () => {
    cookies.set('agent', await signIn(fixture, agent));
    cookies.set('admin', await signIn(fixture, admins[0]!));
    cookies.set('other-tenant', await signIn(fixture, admins[1]!));
  });

  test('a tenant lists only its own calls', async () => {
    expect(await listed('admin')).toEqual([own.id, ofAnotherExtension.id]);
    expect(await listed('other-tenant')).toEqual([foreign.id]);
  });

  test('an agent lists only the calls of their own extensions', async () => {
    expect(await listed('agent')).toEqual([own.id]);
  });

  test.each(['audio', 'waveform'])('%s of another’s recording gets the same 404 as an unknown one', async (what) => {
    const route = `GET /api/v1/recordings/{id}/${what}`;
    const nothing = await ask('admin', route, '01900000-0000-7000-8000-000000000000');
    const body = await nothing.text();
    expect(nothing.status).toBe(404);
    for (const [who, id] of [
      ['admin', foreign.id],
      ['other-tenant', own.id],
      ['agent', ofAnotherExtension.id],
      ['agent', foreign.id],
    ] as const) {
      const answer = await ask(who, route, id);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe(body);
      expect([...answer.headers.keys()].sort()).toEqual([...nothing.headers.keys()].sort());
    }
  });

  test('a request cannot choose the tenant', async () => {
    const page = await fetch(`${fixture.origin}/api/v1/calls?tenantId=${foreign.id}`, {
      headers: { cookie: cookies.get('admin')!, 'x-tenant-id': foreign.id },
    });
    expect(page.status).toBe(400);
  });
});
