/** What a check found: all well with a word on what was seen, or what is wrong and how to mend it. */
export type Finding =
  | { readonly check: string; readonly ok: true; readonly detail: string }
  | { readonly check: string; readonly ok: false; readonly detail: string; readonly remedy: string };

export function well(check: string, detail: string): Finding {
  return { check, ok: true, detail };
}

export function wrong(check: string, detail: string, remedy: string): Finding {
  return { check, ok: false, detail, remedy };
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
