import type { AuthContext, AuthenticationType, KeyboardAuthContext, PublicKeyAuthContext } from 'ssh2';
import { isLogin, type DoorClient, type DoorSession, type SignInAttempt } from '../sign-in/sign-ins.ts';
import { isAcceptableKey, isSignedByKey } from './public-key.ts';
import type { SftpServices } from './services.ts';

interface AuthenticationOptions {
  readonly services: SftpServices;
  readonly client: DoorClient;
  readonly onSignIn: (session: DoorSession) => void;
  /** The connection has used up its attempts, or cannot be signed in at all. */
  readonly onGiveUp: () => void;
}

const METHODS: AuthenticationType[] = ['publickey', 'password', 'keyboard-interactive'];

/** Signs one connection in (RFC 4252, 4256): by a password, also where it is asked for as by a terminal, or by a key. */
export class Authentication {
  readonly #options: AuthenticationOptions;
  #requests = 0;
  #failedPasswords = 0;
  #signingIn = false;

  constructor(options: AuthenticationOptions) {
    this.#options = options;
  }

  async serve(context: AuthContext): Promise<void> {
    this.#requests++;
    if (this.#requests > this.#options.services.limits.signInRequests) return this.#options.onGiveUp();
    const login = context.username;
    switch (context.method) {
      case 'password':
        return this.#signIn(context, { login, proof: { kind: 'password', password: context.password } });
      case 'keyboard-interactive':
        return this.#ask(context);
      case 'publickey':
        return this.#checkKey(context);
      default:
        return context.reject(METHODS);
    }
  }

  /** Some clients ask for a password only this way. */
  async #ask(context: KeyboardAuthContext): Promise<void> {
    const answers = await new Promise<unknown>((resolve) =>
      context.prompt([{ prompt: 'Password: ', echo: false }], (given: unknown) => resolve(given)),
    );
    const [password] = Array.isArray(answers) ? (answers as string[]) : [];
    if (password === undefined) return context.reject(METHODS);
    return this.#signIn(context, { login: context.username, proof: { kind: 'password', password } });
  }

  /**
   * First a client asks whether a key would do, without a signature. Whoever asks so has not shown that they have the key: the answer is
   * the same for known keys and others, and the key is looked up once it has signed.
   */
  async #checkKey(context: PublicKeyAuthContext): Promise<void> {
    if (!isAcceptableKey(context)) return context.reject(METHODS);
    if (context.signature === undefined) return context.accept();
    if (!isSignedByKey(context)) return context.reject(METHODS);
    return this.#signIn(context, { login: context.username, proof: { kind: 'public-key', key: context.key.data } });
  }

  /** ssh2 takes another request while an answer to `keyboard-interactive` is checked: two could open a session each. */
  async #signIn(context: AuthContext, attempt: Pick<SignInAttempt, 'login' | 'proof'>): Promise<void> {
    if (this.#signingIn) return this.#options.onGiveUp();
    this.#signingIn = true;
    try {
      await this.#check(context, attempt);
    } finally {
      this.#signingIn = false;
    }
  }

  async #check(context: AuthContext, attempt: Pick<SignInAttempt, 'login' | 'proof'>): Promise<void> {
    const { services, client, onSignIn, onGiveUp } = this.#options;
    if (!isLogin(attempt.login)) return this.#failed(context, attempt);
    const signedIn = await services.signIns.signIn({ door: 'sftp', ...attempt, client });
    if (signedIn.ok) {
      if (client.closed.aborted) return signedIn.value.release();
      onSignIn(signedIn.value);
      return context.accept();
    }
    if (signedIn.reason === 'wrong') return this.#failed(context, attempt);
    const limit = LIMITS[signedIn.reason];
    if (limit !== undefined) services.metrics.refused.inc({ limit });
    onGiveUp();
  }

  #failed(context: AuthContext, { proof }: Pick<SignInAttempt, 'proof'>): void {
    const { services, onGiveUp } = this.#options;
    services.metrics.loginsFailed.inc();
    if (proof.kind === 'password') this.#failedPasswords++;
    if (this.#failedPasswords >= services.limits.passwordAttempts) return onGiveUp();
    context.reject(METHODS);
  }
}

/** What is counted as refused, by the reason of the refusal. */
const LIMITS: Readonly<Partial<Record<string, 'failed-logins' | 'tenant'>>> = {
  'too-many-failures': 'failed-logins',
  'too-many-sessions': 'tenant',
};
