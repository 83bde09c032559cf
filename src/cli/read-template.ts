import { InvalidArgumentError } from 'commander';
import { type NameTemplate, readNameTemplate } from '../intake/index.ts';

/** How the recordings of another system are named: a reader of an option's value. */
export function readTemplate(text: string): NameTemplate {
  const template = readNameTemplate(text);
  if (!template.ok) throw new InvalidArgumentError(template.reason);
  return template.value;
}
