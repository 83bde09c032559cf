/** A PBX that reports its calls over HTTP. */
export class PbxClient {
  readonly #base: string;
  readonly #key: string;

  constructor(origin: string, apiKey: string) {
    this.#base = `${origin}/api/v1`;
    this.#key = apiKey;
  }

  upload(call: object, audio: Uint8Array): Promise<Response> {
    return this.send(uploadForm(call, audio));
  }

  /** Sends parts as they are. */
  send(body: FormData): Promise<Response> {
    return this.#fetch('/recordings', { method: 'POST', body });
  }

  reportCalls(calls: unknown): Promise<Response> {
    const body = new Blob([JSON.stringify(calls)], { type: 'application/json' });
    return this.#fetch('/calls', { method: 'POST', body });
  }

  /** A body as a PBX sends it. */
  sendRecords(body: string, contentType: string, authorization = `Bearer ${this.#key}`): Promise<Response> {
    return fetch(`${this.#base}/calls`, {
      method: 'POST',
      headers: { authorization, 'content-type': contentType },
      body,
    });
  }

  policy(caller: string, callee: string): Promise<Response> {
    return this.#fetch(`/recording-policy?${new URLSearchParams({ caller, callee })}`);
  }

  #fetch(path: string, how: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#base}${path}`, { ...how, headers: { authorization: `Bearer ${this.#key}` } });
  }
}

export function uploadForm(call: object, audio: Uint8Array): FormData {
  const form = new FormData();
  form.append('call', JSON.stringify(call));
  form.append('audio', audioPart(audio), 'call.wav');
  return form;
}

export function audioPart(audio: Uint8Array): Blob {
  return new Blob([Buffer.from(audio)], { type: 'audio/wav' });
}

/** Status and error code of a refused request. */
export async function refusal(answer: Promise<Response>): Promise<{ status: number; code: string }> {
  const response = await answer;
  const { code } = (await response.json()) as { code: string };
  return { status: response.status, code };
}
