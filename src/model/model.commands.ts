import { Injectable } from '@nestjs/common';
import type { Static } from 'typebox';
import Type from 'typebox';

import { Command } from '../dispatch/command.decorator.js';
import { BoolField, ChoiceField, IntField, TextField } from '../dispatch/fields.js';
import { UserArgs } from '../dispatch/user-args.js';
import { oneOf } from '../protocol/schema.js';
import type { ProvidedModel } from './merge-models.js';
import type { ModelType } from './model-type.js';
import { MODEL_TYPES } from './model-type.js';
import { ALL_PROVIDERS, ModelService } from './model.service.js';

const MAX_LIMIT = 200;

export class ListModelsArgs extends UserArgs {
  @TextField({ optional: true, max: 64, description: 'Name of the provider to ask; `all` for every configured one.' })
  readonly provider: string = ALL_PROVIDERS;

  @ChoiceField(MODEL_TYPES, { optional: true, description: 'Only models of this type.' })
  readonly model_type: ModelType | undefined = undefined;

  @BoolField({ optional: true, description: 'Only models on the disk of the machine that serves them.' })
  readonly downloaded_only: boolean = false;

  @BoolField({ optional: true, description: 'Only models that a node type names as its default.' })
  readonly recommended_only: boolean = false;

  @IntField({ optional: true, min: 1, max: MAX_LIMIT })
  readonly limit: number = 50;
}

const orNull = <S extends ReturnType<typeof Type.String | typeof Type.Integer>>(schema: S, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const ModelView = Type.Object({
  id: Type.String({ description: 'Id with which the provider is asked for it.' }),
  name: Type.String({ description: 'Name for people.' }),
  type: Type.Union([oneOf(MODEL_TYPES), Type.Null()], {
    description: "What it is for; null for a downloaded model whose files don't tell.",
  }),
  provider: Type.String({ description: 'Who offers it.' }),
  repo_id: orNull(Type.String(), 'Repository at Hugging Face.'),
  path: orNull(Type.String(), 'Folder on this machine.'),
  downloaded: Type.Boolean({ description: 'True when it lies complete on the disk of the machine that serves it.' }),
  size_on_disk: orNull(Type.Integer({ minimum: 0 }), 'Bytes.'),
});

export const ListModelsResult = Type.Object({
  models: Type.Array(ModelView, { description: 'By provider, then by id.' }),
  total: Type.Integer({ minimum: 0, description: 'How many there are, with those beyond the limit.' }),
  warnings: Type.Array(Type.String(), {
    description: 'One sentence for each provider that could not be asked, or whose list is an old one.',
  }),
});

/** The commands about models. */
@Injectable()
export class ModelCommands {
  constructor(private readonly models: ModelService) {}

  @Command('list_models', {
    args: ListModelsArgs,
    result: ListModelsResult,
    summary: 'Lists the models that the configured providers offer; one that fails costs a warning.',
    effect: 'reads',
    errors: ['CONFLICT'],
    example: { model_type: 'language_model', limit: 10 },
  })
  async listModels(args: ListModelsArgs): Promise<Static<typeof ListModelsResult>> {
    const { models, warnings } = await this.models.listModels(args.user_id, args.provider);
    const matching = models.filter((model) => this.matches(model, args));
    return { models: matching.slice(0, args.limit).map(viewModel), total: matching.length, warnings: [...warnings] };
  }

  private matches(model: ProvidedModel, { model_type, downloaded_only, recommended_only }: ListModelsArgs): boolean {
    if (model_type !== undefined && model.type !== model_type) return false;
    return (!downloaded_only || model.isDownloaded) && (!recommended_only || this.models.isRecommended(model));
  }
}

const viewModel = ({ id, name, type, provider, repoId, path, isDownloaded, sizeOnDisk }: ProvidedModel) => ({
  id,
  name,
  type,
  provider,
  repo_id: repoId,
  path,
  downloaded: isDownloaded,
  size_on_disk: sizeOnDisk,
});
