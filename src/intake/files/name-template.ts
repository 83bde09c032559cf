import { fail, ok, type Result } from '../../base/result.ts';
import { miarecTemplate } from './miarec-format.ts';
import { READY_TEMPLATES } from './ready-templates.ts';
import { type NameFields, type NamePattern, readTemplate } from './template-notation.ts';

/** How the recordings of a PBX or of another recorder are named. */
export interface NameTemplate {
  /** As it was given. */
  readonly text: string;
  /** The zone of its times (IANA), whatever the source's; null: the source's. */
  readonly timeZone: string | null;
  /** What a name says; null: it is not named in this way. `path` is relative to the root of the files. */
  fieldsOf(path: string): NameFields | null;
}

/** As much as an upload's id may have. */
const MAX_ID_CHARS = 200;

/** Reads a template: the name of a ready one (`freepbx`), MiaRec's own notation (`%{…}`), or ours (`{…}`). */
export function readNameTemplate(text: string): Result<NameTemplate> {
  const ready = Object.hasOwn(READY_TEMPLATES, text) ? READY_TEMPLATES[text]! : null;
  if (ready === null && !text.includes('{')) {
    return fail(
      `there is no template of this name: take ${Object.keys(READY_TEMPLATES).join(', ')}, or fields in braces`,
    );
  }
  const layouts = ready?.layouts ?? [text.includes('%{') ? miarecTemplate(text) : text];
  const patterns: NamePattern[] = [];
  for (const layout of layouts) {
    const pattern = readTemplate(layout);
    if (!pattern.ok) return pattern;
    patterns.push(pattern.value);
  }
  const isUnique = ready?.isUnique ?? false;
  return ok({ text, timeZone: ready?.timeZone ?? null, fieldsOf: (path) => fieldsBy(patterns, path, isUnique) });
}

/** By the first layout that fits. A name that is unique is the call's id. */
function fieldsBy(patterns: readonly NamePattern[], path: string, isUnique: boolean): NameFields | null {
  const stem = withoutExtension(path);
  const name = stem.slice(stem.lastIndexOf('/') + 1);
  for (const pattern of patterns) {
    const fields = pattern.match(stem);
    if (fields === null) continue;
    const isId = (isUnique || pattern.isUnique) && name.length <= MAX_ID_CHARS;
    return isId && fields.externalId === undefined ? { ...fields, externalId: name } : fields;
  }
  return null;
}

/** `2026/03/10/call.wav` → `2026/03/10/call` */
export function withoutExtension(path: string): string {
  return path.replace(/(?<=[^/])\.[^./]*$/, '');
}
