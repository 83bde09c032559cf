import { ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/icon-paths.ts';
import classes from './service-table.module.css';

interface ServiceRowProps {
  icon: IconName;
  name: string;
  /** For a switch that takes its name from this row. */
  nameId?: string;
  description: ReactNode;
  /** Nothing where the service has no price of its own. */
  price?: ReactNode;
  /** The state or the switch. */
  children: ReactNode;
}

/** One service of the table. */
export function ServiceRow({ icon, name, nameId, description, price, children }: ServiceRowProps) {
  return (
    <tr>
      <th scope="row">
        <span className={classes.service}>
          <ThemeIcon variant="light" size="lg">
            <Icon name={icon} />
          </ThemeIcon>
          <span id={nameId}>{name}</span>
        </span>
      </th>
      <td>{description}</td>
      <td>{price}</td>
      <td>{children}</td>
    </tr>
  );
}
