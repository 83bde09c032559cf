import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { AppError } from '../base/errors.ts';
import { type Config, SETTINGS } from './settings.ts';

/** Names the YAML file that may hold any of the settings; the environment wins over it. */
const CONFIG_FILE_VARIABLE = 'FONOTEKA_CONFIG';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of this process from the environment and the YAML file it may name.
 * Throws `config-invalid` that lists every wrong setting with what is wrong about it.
 */
export function loadConfig(environment: Environment = process.env): Config {
  const file = readConfigFile(environment[CONFIG_FILE_VARIABLE]);
  const values: Record<string, unknown> = {};
  const problems: string[] = unknownNames(file);
  for (const [key, setting] of Object.entries(SETTINGS)) {
    const given = environment[setting.env] ?? file[setting.env];
    const parsed = setting.schema.safeParse(given === undefined ? setting.default : asText(given));
    if (parsed.success) values[key] = parsed.data;
    else problems.push(`${setting.env}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  if (problems.length > 0) throw new AppError('config-invalid', problems.join('\n'));
  return Object.freeze({ ...values, data: resolve(String(values['data'])) }) as Config;
}

function readConfigFile(path: string | undefined): Record<string, unknown> {
  if (!path) return {};
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, 'utf8')) ?? {};
  } catch (cause) {
    throw new AppError('config-invalid', `${CONFIG_FILE_VARIABLE}: cannot read ${path}: ${String(cause)}`, { cause });
  }
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new AppError('config-invalid', `${CONFIG_FILE_VARIABLE}: ${path} must hold settings by name`);
  }
  return content as Record<string, unknown>;
}

function unknownNames(file: Record<string, unknown>): string[] {
  const known = new Set<string>(Object.values(SETTINGS).map((setting) => setting.env));
  return Object.keys(file)
    .filter((name) => !known.has(name))
    .map((name) => `${name}: there is no such setting`);
}

/** YAML has numbers and booleans where the environment has texts. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
