import { type Extension, type Extensions, MAX_EXTENSIONS } from './metadata.ts';
import { attributeOf, textOf, type XmlElement } from '../xml-element.ts';

/** A longer value of a vendor is ignored. */
const MAX_VALUE_CHARS = 1024;

/** The elements that RFC 7865 and its drafts define; all others are extensions. */
const STANDARD = new Set(
  [
    'recording datamode group session participant stream nameid name aor send recv label mode reason param',
    'sessionrecordingassoc participantsessionassoc participantstreamassoc sipsessionid group-ref',
    'start-time stop-time end-time associate-time disassociate-time',
  ].flatMap((names) => names.split(' ')),
);

/** All extensions below an element, which is called `kind` in their paths. Standard elements are not searched. */
export function extensionsBelow(element: XmlElement, kind: string, skipped?: XmlElement): Extensions {
  const found: Extension[] = [];
  const keep = (path: string, value: string): void => {
    if (value.length <= MAX_VALUE_CHARS && found.length < MAX_EXTENSIONS) found.push({ path, value });
  };
  const descend = (parent: XmlElement, above: string): void => {
    for (const child of parent.children) {
      if (child === skipped || STANDARD.has(child.name.toLowerCase())) continue;
      const path = `${above}/${child.name.toLowerCase()}`;
      keep(path, child.text);
      const label = attributeOf(child, 'label') ?? attributeOf(child, 'name');
      if (label !== null) keep(`${above}/${label.toLowerCase()}`, textOf(child, 'value') ?? child.text);
      for (const [name, value] of child.attributes) keep(`${path}/@${name.toLowerCase()}`, value.trim());
      descend(child, path);
    }
  };
  descend(element, kind);
  return found;
}
