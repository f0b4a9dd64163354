import { Injectable } from '@nestjs/common';
import type { Static } from 'typebox';
import Type from 'typebox';

import { Command } from '../../dispatch/command.decorator.js';
import { TextField } from '../../dispatch/fields.js';
import { UserArgs } from '../../dispatch/user-args.js';
import { ProtocolError } from '../../protocol/protocol-error.js';
import { SecretService } from './secret.service.js';

const SECRET_NAME = /^[A-Z][A-Z0-9_]{0,127}$/;
const NAME_FORM = 'a capital letter, then up to 127 capital letters, digits and underscores';

export class ListSecretsArgs extends UserArgs {}

export class SecretArgs extends UserArgs {
  @TextField({ max: 128, description: `Name of the secret: ${NAME_FORM}.`, example: 'OPENAI_API_KEY' })
  readonly name: string = '';
}

export class SetSecretArgs extends SecretArgs {
  @TextField({ description: 'The value; it can be replaced, but never read again.' })
  readonly value: string = '';
}

const nameSchema = Type.String({ description: 'Name of the secret.' });
const timeSchema = (description: string) => Type.String({ format: 'date-time', description });

export const ListSecretsResult = Type.Object({
  secrets: Type.Array(
    Type.Object({
      name: nameSchema,
      created_at: timeSchema('When there was first a value under this name.'),
      updated_at: timeSchema('When the value was last set.'),
    }),
    { description: 'By name, without the values.' },
  ),
});

export const SetSecretResult = Type.Object({ name: nameSchema, updated_at: timeSchema('When the value was set.') });

export const DeleteSecretResult = Type.Object({ name: nameSchema, deleted: Type.Literal(true) });

/** The commands about users' secrets; none of them tells a value. */
@Injectable()
export class SecretCommands {
  constructor(private readonly secrets: SecretService) {}

  @Command('list_secrets', {
    args: ListSecretsArgs,
    result: ListSecretsResult,
    summary: "Lists the names of a user's secrets, never their values.",
    effect: 'reads',
    example: {},
  })
  async listSecrets({ user_id }: ListSecretsArgs): Promise<Static<typeof ListSecretsResult>> {
    const secrets = await this.secrets.list(user_id);
    return {
      secrets: secrets.map(({ name, createdAt, updatedAt }) => ({
        name,
        created_at: timeText(createdAt),
        updated_at: timeText(updatedAt),
      })),
    };
  }

  @Command('set_secret', {
    args: SetSecretArgs,
    result: SetSecretResult,
    summary: 'Stores a secret encrypted, such as the key of a provider; it wins over the variable of that name.',
    effect: 'writes',
    errors: ['CONFLICT', 'TOO_LARGE'],
    example: { name: 'OPENAI_API_KEY', value: 'sk-…' },
  })
  async setSecret({ name, value, user_id }: SetSecretArgs): Promise<Static<typeof SetSecretResult>> {
    assertName('set_secret', name);
    const now = Date.now();
    await this.secrets.set(user_id, name, value, now);
    return { name, updated_at: timeText(now) };
  }

  @Command('delete_secret', {
    args: SecretArgs,
    result: DeleteSecretResult,
    summary: 'Removes a secret for good.',
    effect: 'destroys',
    errors: ['NOT_FOUND'],
    example: { name: 'OPENAI_API_KEY' },
  })
  async deleteSecret({ name, user_id }: SecretArgs): Promise<Static<typeof DeleteSecretResult>> {
    assertName('delete_secret', name);
    await this.secrets.delete(user_id, name);
    return { name, deleted: true };
  }
}

/** The name isn't repeated: who mixes up the two arguments has put the value there. */
const assertName = (command: string, name: string): void => {
  if (SECRET_NAME.test(name)) return;
  const message = `name must be ${NAME_FORM}`;
  throw new ProtocolError('INVALID_ARGUMENT', `${command}: ${message}`, { problems: [{ field: 'name', message }] });
};

const timeText = (ms: number): string => new Date(ms).toISOString();
