import type { ListenerPlace } from '../network/listener-place.js';
import { StartError } from './data-dir-lock.js';

/** Tells whether somebody else listens there already. */
export const isAddressInUse = (error: unknown): boolean => codeOf(error) === 'EADDRINUSE';

/**
 * Explains to a user why a server can't listen.
 *
 * @param setting what names the place: `PORT` stands for HOST and PORT
 */
export const listenFault = (error: unknown, { host, port }: ListenerPlace, setting: string): unknown => {
  const fix = setting === 'PORT' ? 'with PORT or --port' : `in ${setting}`;
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${String(port)} on ${host} is already in use. Stop the program that uses it, or choose another port ${fix}.`,
        { cause: error },
      );
    case 'EACCES':
      return new StartError(`This user may not listen on ${host}:${String(port)}. Choose a port above 1023 ${fix}.`, {
        cause: error,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError(
        `This machine has no address ${host}. Choose another one ${setting === 'PORT' ? 'with HOST or --host' : fix}.`,
        { cause: error },
      );
    default:
      return error;
  }
};

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
