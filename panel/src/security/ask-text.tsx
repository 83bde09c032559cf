import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestFailed } from '../ui/feedback.tsx';
import { useLoss } from '../ui/use-form.ts';

interface AskPasswordProps {
  request: { error: unknown; isPending: boolean };
  onSubmit: (password: string) => void;
}

/** Asks for the current password. */
export function AskPassword({ request, onSubmit }: AskPasswordProps) {
  const { t } = useTranslation();
  const label = t('security.password.current');
  return (
    <AskText kind="password" label={label} error={request.error} pending={request.isPending} onSubmit={onSubmit} />
  );
}

const AUTO_COMPLETE = { password: 'current-password', code: 'one-time-code', name: 'off' } as const;

interface AskTextProps {
  label: string;
  /** A password; otherwise a one-time code, or the name of something. */
  kind?: 'password' | 'code' | 'name';
  error: unknown;
  pending: boolean;
  onSubmit: (text: string) => void;
  children?: ReactNode;
}

/** A form with one field. */
export function AskText({ label, kind = 'code', error, pending, onSubmit, children }: AskTextProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  useLoss(() => (kind === 'name' && text !== '' ? 'dialog' : null));
  const Input = kind === 'password' ? PasswordInput : TextInput;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(text);
      }}
    >
      <Stack>
        {children}
        <RequestFailed error={error} />
        <Input
          label={label}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autoComplete={AUTO_COMPLETE[kind]}
          data-autofocus
        />
        <Button type="submit" disabled={text === ''} loading={pending}>
          {t('security.continue')}
        </Button>
      </Stack>
    </form>
  );
}
