import { Divider, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FileAccess } from '../api/client.ts';
import { Card, CardFoot } from '../ui/card.tsx';
import { CopyButton } from '../ui/copyable.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { Icon } from '../ui/icon.tsx';
import { type OfferedDoor, offeredDoors } from './doors.ts';
import classes from './file-access.module.css';
import { HostKeys } from './host-keys.tsx';
import { Programs } from './programs.tsx';
import { TlsSwitch } from './tls-switch.tsx';

/** Addresses, ports and host keys; whether unencrypted sign-ins are forbidden. */
export function ConnectCard({ access }: { access: FileAccess }) {
  const { t } = useTranslation();
  const doors = offeredDoors(access);
  const withSftp = doors.some(({ name }) => name === 'sftp');
  return (
    <Card
      list
      title={t('fileAccess.connect.title')}
      lead={
        doors.length === 0
          ? t('fileAccess.connect.none')
          : `${t('fileAccess.connect.lead')} ${withSftp ? t('fileAccess.connect.best') : ''}`
      }
    >
      {doors.length > 0 && <Doors doors={doors} />}
      <CardFoot>
        <Stack gap="sm">
          <TlsSwitch access={access} />
          <Divider />
          {access.hostKeys.length > 0 && (
            <div>
              <Disclosure icon="key" show={t('fileAccess.hostKeys.show')} hide={t('fileAccess.hostKeys.hide')} mt={4}>
                {() => <HostKeys keys={access.hostKeys} />}
              </Disclosure>
            </div>
          )}
          <div>
            <Disclosure icon="info" show={t('fileAccess.programs.show')} hide={t('fileAccess.programs.hide')} mt={4}>
              {() => <Programs doors={doors} />}
            </Disclosure>
          </div>
        </Stack>
      </CardFoot>
    </Card>
  );
}

function Doors({ doors }: { doors: readonly OfferedDoor[] }) {
  const { t } = useTranslation();
  const nameOf = ({ name }: OfferedDoor) => t(`fileAccess.doors.${name}`);
  const columns: Column<OfferedDoor>[] = [
    { label: t('fileAccess.connect.columns.door'), cell: (door) => <strong>{nameOf(door)}</strong> },
    {
      label: t('fileAccess.connect.columns.address'),
      cell: (door) => <Copied value={door.address} what={t('fileAccess.connect.addressOf', { door: nameOf(door) })} />,
    },
    {
      label: t('fileAccess.connect.columns.port'),
      cell: (door) =>
        door.port === null ? (
          '–'
        ) : (
          <span className={classes.port}>
            <Copied value={String(door.port)} what={t('fileAccess.connect.portOf', { door: nameOf(door) })} />
          </span>
        ),
    },
    {
      label: t('fileAccess.connect.columns.encryption'),
      cell: ({ encryption, safe }) => (
        <span className={classes.encryption} data-safe={safe}>
          <Icon name={safe === 'never' ? 'warning' : 'lock'} size={16} />
          <span>{t(`fileAccess.connect.encryption.${encryption}`)}</span>
        </span>
      ),
    },
  ];
  return <DataList label={t('fileAccess.connect.title')} columns={columns} rows={doors} rowKey={({ name }) => name} />;
}

function Copied({ value, what }: { value: string; what: string }) {
  return (
    <span className={classes.copied}>
      <code>{value}</code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
