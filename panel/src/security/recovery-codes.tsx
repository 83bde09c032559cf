import { Button, Code, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLoss } from '../ui/use-form.ts';

/** The codes that work once each without the telephone or the passkey. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  useLoss(() => 'secret');
  return (
    <Stack>
      <Text size="sm">{t('security.totp.recovery')}</Text>
      <List listStyleType="none">
        {codes.map((code) => (
          <List.Item key={code}>
            <Code>{code}</Code>
          </List.Item>
        ))}
      </List>
      <Button onClick={onDone}>{t('security.totp.recoveryDone')}</Button>
    </Stack>
  );
}
