import { join } from 'node:path';
import type { Config } from '../config/index.ts';
import { Encoding, type EncodingOptions } from '../encoding/index.ts';

export interface EncodingOnDemandOptions extends Pick<EncodingOptions, 'log' | 'metrics'> {
  readonly config: Config;
}

/** The encoder threads of a process: started by the first role that needs them, ended after the last. */
export class EncodingOnDemand {
  readonly #options: EncodingOnDemandOptions;
  #started: Encoding | null = null;

  constructor(options: EncodingOnDemandOptions) {
    this.#options = options;
  }

  /** Throws `config-invalid` when LAME is asked for and not installed. */
  get(): Encoding {
    const { config, log, metrics } = this.#options;
    const folder = join(config.data, 'encoding');
    this.#started ??= new Encoding({ encoder: config.encoder, folder, log, metrics });
    return this.#started;
  }

  async close(): Promise<void> {
    await this.#started?.close();
  }
}
