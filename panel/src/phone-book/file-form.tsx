import { Alert, Button, Checkbox, FileButton, Group, List, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RequestFailed, useNotices } from '../ui/feedback.tsx';
import { FormButtons } from '../ui/form-buttons.tsx';
import { Icon } from '../ui/icon.tsx';
import { useUnsavedState } from '../ui/use-form.ts';
import { readFileText } from './file-text.ts';
import { useDryRun, useImport } from './use-phone-book.ts';

/** The API takes 2 million characters. */
const MAX_FILE_BYTES = 2_000_000;

/** Reads a CSV file: shows what it would change and which rows have faults, then does it. */
export function FileForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const notices = useNotices();
  const [file, setFile] = useUnsavedState<{ readonly name: string; readonly text: string } | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const [replace, setReplace] = useState(false);
  const dryRun = useDryRun();
  const read = useImport({
    onSuccess: () => {
      onClose();
      notices.done(t('phoneBook.file.done'));
    },
  });
  const check = (text: string, replacing: boolean) =>
    dryRun.mutate({ body: { text, replace: replacing, dryRun: true } });
  const choose = async (chosen: File | null) => {
    if (chosen === null) return;
    setTooLarge(chosen.size > MAX_FILE_BYTES);
    if (chosen.size > MAX_FILE_BYTES) return;
    const text = readFileText(await chosen.arrayBuffer());
    setFile({ name: chosen.name, text });
    check(text, replace);
  };
  const changeReplace = (replacing: boolean) => {
    setReplace(replacing);
    if (file !== null) check(file.text, replacing);
  };
  const outcome = dryRun.data;
  const changes = outcome === undefined ? 0 : outcome.added + outcome.changed + outcome.removed;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('phoneBook.file.lead')} {t('phoneBook.file.example')}
      </Text>
      <Group>
        <FileButton accept=".csv,text/csv,text/plain" onChange={(chosen) => void choose(chosen)}>
          {(props) => (
            <Button {...props} data-autofocus variant="default" leftSection={<Icon name="folder" size={16} />}>
              {t('phoneBook.file.choose')}
            </Button>
          )}
        </FileButton>
        {file !== null && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('phoneBook.file.chosen', { name: file.name })}
          </Text>
        )}
      </Group>
      <Checkbox
        label={t('phoneBook.file.replace')}
        checked={replace}
        onChange={(event) => changeReplace(event.currentTarget.checked)}
      />
      {tooLarge && (
        <Alert color="off" role="alert" icon={<Icon name="warning" />}>
          {t('phoneBook.file.tooLarge')}
        </Alert>
      )}
      <div role="status">
        {dryRun.isPending && <Text size="sm">{t('phoneBook.file.checking')}</Text>}
        {outcome !== undefined && !dryRun.isPending && (
          <Stack gap="xs">
            <Text>{changes === 0 ? t('phoneBook.file.nothing') : t('phoneBook.file.outcome', outcome)}</Text>
            <Faults problems={outcome.problems} count={outcome.problemCount} />
          </Stack>
        )}
      </div>
      <RequestFailed error={dryRun.error ?? read.error} />
      <FormButtons
        onCancel={onClose}
        submit={t('phoneBook.file.submit')}
        pending={read.isPending}
        disabled={file === null || changes === 0 || dryRun.isPending}
        onSubmit={() => file !== null && read.mutate({ body: { text: file.text, replace } })}
      />
    </Stack>
  );
}

type Outcome = NonNullable<ReturnType<typeof useDryRun>['data']>;

function Faults({ problems, count }: { problems: Outcome['problems']; count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <Alert color="amber" icon={<Icon name="warning" />} title={t('phoneBook.file.problems', { count })}>
      <List size="sm" mah={200} style={{ overflow: 'auto' }} tabIndex={0}>
        {problems.map(({ line, problem, text }) => (
          <List.Item key={line}>
            {t('phoneBook.file.line', { line, problem: t(`phoneBook.file.problem.${problem}`, { text }) })}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
