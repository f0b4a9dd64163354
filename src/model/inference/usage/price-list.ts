import { readFile } from 'node:fs/promises';

import type { OnModuleInit } from '@nestjs/common';
import { Injectable } from '@nestjs/common';

import { AppConfig } from '../../../config/app-config.js';
import { ConfigError } from '../../../config/config-error.js';
import { costNanosOf } from './cost.js';
import type { PriceTable } from './price.js';
import { findPrice, parsePrices } from './price.js';
import type { UsageAmounts } from './usage.contract.js';

const SHIPPED = new URL('./prices.json', import.meta.url);

/** What models cost: the table that ships, with the entries of `MODEL_PRICES` over it. */
@Injectable()
export class PriceList implements OnModuleInit {
  private table: PriceTable = {};

  constructor(private readonly config: AppConfig) {}

  async onModuleInit(): Promise<void> {
    const shipped = parsePrices(await readFile(SHIPPED, 'utf8'));
    const { modelPrices } = this.config;
    this.table = modelPrices === undefined ? shipped : { ...shipped, ...(await readOwn(modelPrices)) };
  }

  /** Works out what a call cost in billionths of a US dollar; null when that isn't known. */
  costNanosOf(provider: string, model: string, amounts: UsageAmounts): number | null {
    return costNanosOf(amounts, findPrice(this.table, provider, model));
  }
}

const readOwn = async (path: string): Promise<PriceTable> => {
  try {
    return parsePrices(await readFile(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError([
      { name: 'MODEL_PRICES', message: `names a file that isn't a table of prices (${path}): ${reason}` },
    ]);
  }
};
