/** Whether there is a text under a name that came from outside. */
export function hasText<Texts extends object>(texts: Texts, name: string): name is Extract<keyof Texts, string> {
  return Object.hasOwn(texts, name);
}
