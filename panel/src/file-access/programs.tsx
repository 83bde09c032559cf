import { List, NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileAccess } from '../i18n/pl/file-access.ts';
import type { OfferedDoor } from './doors.ts';
import { isCommand, stepsOf } from './program-steps.ts';
import classes from './programs.module.css';

type Program = keyof typeof fileAccess.programs.names;

const PROGRAMS = Object.keys(fileAccess.programs.names) as Program[];

/** What each program connects by. */
const DOOR_OF: Record<Program, OfferedDoor['name']> = {
  filezilla: 'sftp',
  winscp: 'sftp',
  totalCommander: 'ftp',
  explorer: 'webdav',
  lftp: 'sftp',
  rclone: 'sftp',
  nas: 'webdav',
};

/** The settings of a chosen program, with the addresses filled in. */
export function Programs({ doors }: { doors: readonly OfferedDoor[] }) {
  const { t } = useTranslation();
  const [program, setProgram] = useState<Program>('filezilla');
  const door = doors.find(({ name }) => name === DOOR_OF[program]);
  return (
    <Stack gap="sm" pt={8} pb={4}>
      <NativeSelect
        label={t('fileAccess.programs.label')}
        maw={360}
        data={PROGRAMS.map((value) => ({ value, label: t(`fileAccess.programs.names.${value}`) }))}
        value={program}
        onChange={({ currentTarget }) => setProgram(currentTarget.value as Program)}
      />
      {door === undefined ? (
        <Text size="sm">
          {t('fileAccess.programs.withoutDoor', { door: t(`fileAccess.doors.${DOOR_OF[program]}`) })}
        </Text>
      ) : program === 'explorer' && door.safe === 'never' ? (
        <Text size="sm">{t('fileAccess.programs.withoutHttps')}</Text>
      ) : (
        <List type="ordered" size="sm" spacing={6} className={classes.steps}>
          {stepsOf(t(`fileAccess.programs.steps.${program}`, placeOf(door))).map((step) => (
            <List.Item key={step}>{isCommand(step) ? <code>{step}</code> : step}</List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

function placeOf({ address, port }: OfferedDoor): { host: string; port: string; url: string } {
  return { host: address, port: String(port ?? ''), url: address };
}
