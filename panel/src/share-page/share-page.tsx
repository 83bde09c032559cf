import { type SubmitEvent, useEffect, useState } from 'react';
import type { paths } from '../api/schema.generated.ts';
import { formatDuration, formatPhoneNumber } from '../format/numbers.ts';
import { formatDate, formatHour } from '../format/warsaw-time.ts';
import type { Language } from '../i18n/language.ts';
import { type Texts, TEXTS } from './texts.ts';

type Answer<Path extends '/api/v1/shared/look' | '/api/v1/shared/open'> =
  paths[Path]['post']['responses'][200]['content']['application/json'];
type Look = Answer<'/api/v1/shared/look'>;
type Opened = Answer<'/api/v1/shared/open'>;

type State =
  | { readonly at: 'looking' }
  | { readonly at: 'failed'; readonly problem: string }
  | { readonly at: 'closed'; readonly look: Look; readonly problem: string | null; readonly isBusy: boolean }
  | { readonly at: 'open'; readonly call: Opened };

interface SharePageProps {
  readonly token: string;
  readonly language: Language;
}

/** Says what the link needs, opens it, and plays the recording. */
export function SharePage({ token, language }: SharePageProps) {
  const texts = TEXTS[language];
  const [state, setState] = useState<State>({ at: 'looking' });
  const look = (): void => {
    setState({ at: 'looking' });
    post('/api/v1/shared/look', { token }).then(
      (answer) => setState({ at: 'closed', look: answer as Look, problem: null, isBusy: false }),
      (error: unknown) => setState({ at: 'failed', problem: problemOf(error) }),
    );
  };
  useEffect(look, [token]);
  if (state.at === 'looking') return <p>{texts.loading}</p>;
  if (state.at === 'failed') return <Failed texts={texts} problem={state.problem} onAgain={look} />;
  if (state.at === 'open') return <Player texts={texts} language={language} call={state.call} />;
  const open = (password: string): void => {
    setState({ ...state, problem: null, isBusy: true });
    post('/api/v1/shared/open', { token, password }).then(
      (answer) => setState({ at: 'open', call: answer as Opened }),
      (error: unknown) => {
        const problem = problemOf(error);
        const isOver = problem === 'share-link-not-valid';
        setState(isOver ? { at: 'failed', problem } : { ...state, problem, isBusy: false });
      },
    );
  };
  return <Closed texts={texts} language={language} state={state} onOpen={open} />;
}

interface ClosedProps {
  readonly texts: Texts;
  readonly language: Language;
  readonly state: Extract<State, { at: 'closed' }>;
  readonly onOpen: (password: string) => void;
}

function Closed({ texts, language, state: { look, problem, isBusy }, onOpen }: ClosedProps) {
  const [password, setPassword] = useState('');
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onOpen(password);
  };
  return (
    <form onSubmit={submit}>
      <h1>{texts.title}</h1>
      <p>{texts.lead}</p>
      {look.passwordNeeded && (
        <>
          <label htmlFor="password">{texts.password}</label>
          <input
            id="password"
            type="password"
            autoComplete="off"
            required
            value={password}
            aria-describedby="password-hint"
            aria-invalid={problem === 'share-link-password-wrong'}
            onChange={(event) => setPassword(event.target.value)}
          />
          <p id="password-hint" className="dim">
            {texts.passwordHint}
          </p>
        </>
      )}
      {problem !== null && (
        <p className="bad" role="alert">
          {problemText(texts, problem)}
        </p>
      )}
      <button type="submit" disabled={isBusy}>
        {isBusy ? texts.opening : texts.open}
      </button>
      <p className="dim" style={{ margin: '16px 0 0' }}>
        {texts.until} {formatDate(look.expiresAt, language)} {formatHour(look.expiresAt, language)}.
      </p>
    </form>
  );
}

function Player({ texts, language, call }: { texts: Texts; language: Language; call: Opened }) {
  const [hasFailed, setFailed] = useState(false);
  const address = `/api/v1/shared/${call.id}/audio`;
  const numberOf = (number: string | null): string => (number === null ? texts.withheld : formatPhoneNumber(number));
  return (
    <>
      <h1>{texts.title}</h1>
      <dl>
        <dt>{texts.date}</dt>
        <dd>
          {formatDate(call.startedAt, language)} {formatHour(call.startedAt, language)}
        </dd>
        <dt>{texts.from}</dt>
        <dd>{numberOf(call.caller)}</dd>
        <dt>{texts.to}</dt>
        <dd>{numberOf(call.callee)}</dd>
        <dt>{texts.duration}</dt>
        <dd>{formatDuration(call.durationMs)}</dd>
      </dl>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- there is no transcript of a call */}
      <audio
        controls
        preload="metadata"
        src={address}
        aria-label={texts.player}
        controlsList={call.download ? undefined : 'nodownload'}
        onError={() => setFailed(true)}
      />
      {hasFailed && (
        <p className="bad" role="alert">
          {texts.notPlayed}
        </p>
      )}
      {call.download ? (
        <a className="button" href={`${address}?download=tagged&language=${language}`} download={call.fileName}>
          {texts.download}
        </a>
      ) : (
        <p className="dim">{texts.listenOnly}</p>
      )}
      <p className="dim" style={{ margin: '16px 0 0' }}>
        {texts.visit}
      </p>
    </>
  );
}

function Failed({ texts, problem, onAgain }: { texts: Texts; problem: string; onAgain: () => void }) {
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="bad" role="alert">
        {problemText(texts, problem)}
      </p>
      {problem !== 'share-link-not-valid' && (
        <button type="button" onClick={onAgain}>
          {texts.again}
        </button>
      )}
    </>
  );
}

function problemText({ problems }: Texts, code: string): string {
  return problems[code as keyof typeof problems] ?? problems.other;
}

function problemOf(error: unknown): string {
  return error instanceof Error ? error.message : 'other';
}

/** Fails with the code of the problem as its message. */
async function post(path: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const read = (await answer.json()) as { code?: string };
  if (!answer.ok) throw new Error(read.code ?? 'other');
  return read;
}
