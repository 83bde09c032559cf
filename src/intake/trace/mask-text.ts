import { isIPv4 } from 'node:net';

/** The user of SIP and tel URIs with its password and parameters, and what stands before an `@`. */
export function maskAddresses(text: string): string {
  return text
    .replace(
      /(\b(?:sips?|tel|im|pres|mailto|xmpp):)([^@\s<>,"]{1,256})(?=@)/gi,
      (_, scheme: string, user: string) => scheme + masked(user),
    )
    .replace(/(\btel:)([^\s<>;,"]+)/gi, (_, scheme: string, number: string) => scheme + masked(number))
    .replace(/(\bsips?:)(\+?[\d().-]{3,})(?=[\s<>;,">]|$)/gi, (whole, scheme: string, user: string) =>
      isIPv4(user) ? whole : scheme + masked(user),
    )
    .replace(/(?<![\w.+%!~*'()$&=/-])[\w.+%!~*'()$&=/-]+(?=@)/g, (user) =>
      /^\*+\d{0,2}$/.test(user) ? user : masked(user),
    )
    .replace(
      /(;[ \t]*x-(?:near|far)endaddr[ \t]*=[ \t]*)([^\s;,<>]+)/gi,
      (_, name: string, of: string) => name + stars(of),
    );
}

/** Numbers as people type them, too. A tag is random and stays, and so does the host of an address. */
export function maskNumbers(text: string): string {
  return text.replace(NUMBER_OR_KEPT, (found) => (/^[;@s]/i.test(found) ? found : masked(found)));
}

const NUMBER_OR_KEPT =
  /;[ \t]*tag=[^\s;,>]*|@[\w.:[\]-]+|\bsips?:[\w.:[\]-]+|(?<![\w*])\+?\d(?:[ ()./-]?\d){4,40}(?!\w)|\d{9,}/gi;

/** Keeps the last two digits of a number. */
export function masked(user: string): string {
  const kept = /^\+?[\d .()/-]{5,}$/.test(user) ? 2 : 0;
  return '*'.repeat(user.length - kept) + user.slice(user.length - kept);
}

export const stars = (text: string): string => text.replace(/[^\s]/g, '*');
