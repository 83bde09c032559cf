import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Configuration, Provider } from 'oidc-provider';

export const CLIENT_ID = 'fonoteka';
export const CLIENT_SECRET = 'a secret of the client, long enough';
/** Of its ID tokens. */
export const TOKEN_LIFE_SECONDS = 60;

interface ProviderPerson {
  readonly subject: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  /** How the person proves who they are there (`amr`). */
  readonly methods?: string[];
}

/** A real OpenID Connect provider on a port of 127.0.0.1, at which one person is signed in. */
export class SignInProvider {
  readonly issuer: string;
  /** Who signs in next. */
  person: ProviderPerson = { subject: 'nobody' };
  readonly #server: Server;

  private constructor(server: Server, redirectUri: string) {
    this.#server = server;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new Provider(this.issuer, this.#configuration(redirectUri));
    const serve = provider.callback();
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const { subject, methods } = this.person;
      const login = { login: { accountId: subject, ...(methods && { amr: methods }) } };
      if (request.url!.startsWith('/interaction/')) void provider.interactionFinished(request, response, login);
      else void serve(request, response);
    });
  }

  static async start(redirectUri: string): Promise<SignInProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SignInProvider(server, redirectUri);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /**
   * What a browser does that is sent to the provider: follows its redirects, with its cookies, until it is sent to another
   * host. Returns that address.
   */
  async visit(url: string): Promise<string> {
    const cookies = new Map<string, string>();
    let at = url;
    while (at.startsWith(this.issuer)) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        cookies.set(name!, value!);
      }
      const location = response.headers.get('location');
      if (location === null) throw new Error(`the provider answers ${response.status}: ${await response.text()}`);
      at = new URL(location, at).href;
    }
    return at;
  }

  #configuration(redirectUri: string): Configuration {
    return {
      clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
      findAccount: (_context, accountId) => ({
        accountId,
        claims: () => ({
          sub: accountId,
          email: this.person.email,
          email_verified: this.person.emailVerified ?? true,
        }),
      }),
      claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      // Nobody is asked for consent.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: CLIENT_ID, accountId: oidc.session!.accountId! });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
      pkce: { required: () => true },
      ttl: { IdToken: TOKEN_LIFE_SECONDS },
      cookies: { keys: ['of the test'] },
    };
  }
}
