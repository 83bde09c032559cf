import type { i18n } from 'i18next';
import { loadTexts, preloadTexts, type TextPart } from '../i18n/i18n.ts';
import { loadStyles } from './styles.ts';

/** What is part of the panel's first load as it is. */
export const SIGN_IN = '/sign-in';

/** Loads what the page of an address needs beside its code. Rejects when it cannot be loaded. */
export async function loadParts(i18n: i18n, path: string): Promise<void> {
  await Promise.all([loadTexts(i18n, textsOf(path)), loadStyles()]);
}

/** Requests the same while the session and the product's look are still on their way. What fails is requested again by `loadParts`. */
export function preloadParts(path: string): void {
  preloadTexts(textsOf(path));
  void loadStyles().catch(() => {});
}

/** The texts that the page of an address needs beside those of the first load. */
export function textsOf(path: string): TextPart[] {
  if (path.startsWith('/operator/')) return ['base', 'pages', 'operator'];
  const withBaseAlone = /^\/account\/(calls|review)\/?$/.test(path) || !path.startsWith('/account/');
  return withBaseAlone ? ['base'] : ['base', 'pages'];
}
