import { IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

import { AssetSettings } from './asset-settings.js';
import { Setting } from './setting.decorator.js';

/** 32 bytes as hexadecimal digits, as Base64 or as Base64 for URLs. */
const SECRETS_KEY = /^([0-9A-Fa-f]{64}|[\w+/-]{43}=?)$/;

/** Settings of models, secrets and collections. */
export abstract class ModelSettings extends AssetSettings {
  @Setting({
    env: 'MODEL_PROVIDERS',
    flag: 'model-providers',
    kind: 'pairs',
    meaning: "Further providers of models with OpenAI's interface; the key of `acme` is read from `ACME_API_KEY`.",
    expects: 'name=URL pairs with commas between them',
    example: 'acme=https://ai.acme.example/v1',
  })
  @IsObject()
  readonly modelProviders: Readonly<Record<string, string>> = {};

  @Setting({
    env: 'MODEL_CONCURRENCY',
    flag: 'model-concurrency',
    kind: 'integer',
    default: '16',
    unit: 'requests',
    meaning: 'HTTP requests to one provider of models at the same time; the others wait.',
    expects: 'a whole number from 1 to 256',
    example: '16',
  })
  @IsInt()
  @Min(1)
  @Max(256)
  readonly modelConcurrency: number = 16;

  @Setting({
    env: 'MODEL_PRICES',
    flag: 'model-prices',
    kind: 'path',
    meaning: 'File with prices of models, in the form of the table that ships; its entries win.',
    defaultNote: 'the table that ships',
    expects: 'a path of a JSON file that this user may read',
    example: './prices.json',
  })
  @IsOptional()
  @IsNotEmpty()
  readonly modelPrices?: string;

  @Setting({
    env: 'SECRETS_KEY',
    flag: 'secrets-key',
    meaning: 'Key with which stored secrets are encrypted; nodes that share a database need the same one.',
    defaultNote: 'made once and kept in DATA_DIR/secrets.key',
    expects: '32 bytes as 64 hexadecimal digits or as Base64',
    example: '$(openssl rand -hex 32)',
    isSecret: true,
  })
  @IsOptional()
  @Matches(SECRETS_KEY)
  readonly secretsKey?: string;

  @Setting({
    env: 'HF_HUB_CACHE',
    flag: 'hf-hub-cache',
    kind: 'path',
    defaultNote: 'HF_HOME/hub, else ~/.cache/huggingface/hub',
    meaning: 'Folder in which Hugging Face keeps downloaded models.',
    expects: 'a path of a folder',
    example: '/models/huggingface/hub',
  })
  @IsString()
  readonly hfHubCache: string = '';

  @Setting({
    env: 'COLLECTION_STORE',
    flag: 'collection-store',
    meaning: 'Where collections are kept: in a file of DATA_DIR, also beside PostgreSQL, or on a Chroma server.',
    defaultNote: 'PostgreSQL with pgvector where DATABASE_URL names one, else a file',
    expects: 'file, or a URL that begins with chroma:// (or chromas:// for HTTPS), without user and path',
    example: 'chroma://127.0.0.1:8000',
  })
  @IsOptional()
  @Matches(/^(file|chromas?:\/\/[^\s/@?#]+\/?)$/)
  readonly collectionStore?: string;
}
