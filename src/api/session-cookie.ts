import type { FastifyReply, FastifyRequest } from 'fastify';

export const SESSION_COOKIE = 'fonoteka_session';

/** No script reads it, no other site's page sends it, and over HTTPS it never leaves in the clear. */
const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' }) as const;

export function sessionToken(request: FastifyRequest): string | null {
  return request.cookies[SESSION_COOKIE] ?? null;
}

/** Without an expiry: it ends with the browser, or before that when the session is over on our side. */
export function giveSessionToken(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, attributes(request));
}

export function takeSessionToken(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, attributes(request));
}
