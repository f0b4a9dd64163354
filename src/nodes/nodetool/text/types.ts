import type { NodeType } from '../../../engine/node-type.js';
import { CapitalizeText, ToLowercase, ToTitlecase, ToUppercase } from './case.js';
import { Compare, Contains, EndsWith, Equals, HasLength, IsEmpty, StartsWith } from './check.js';
import { CollapseWhitespace, RemovePunctuation, Replace, Slugify, StripAccents, TrimWhitespace } from './clean.js';
import { Collect, Concat, Join, PadText, SurroundWith, ToString } from './combine.js';
import { Chunk, Extract, Slice, Split, TruncateText } from './cut.js';
import { FilterRegexString, FilterString } from './filter.js';
import { ExtractJSON, ParseJSON } from './json.js';
import { CountTokens, IndexOf, Length } from './measure.js';
import { ExtractRegex, FindAllRegex, RegexMatch, RegexReplace, RegexSplit, RegexValidate } from './regex.js';
import { FormatText, Template } from './template.js';

/** The node types of `nodetool.text` that need no file, model or network. */
export const nodetoolTextTypes: readonly NodeType[] = [
  CapitalizeText,
  Chunk,
  CollapseWhitespace,
  Collect,
  Compare,
  Concat,
  Contains,
  CountTokens,
  EndsWith,
  Equals,
  Extract,
  ExtractJSON,
  ExtractRegex,
  FilterRegexString,
  FilterString,
  FindAllRegex,
  FormatText,
  HasLength,
  IndexOf,
  IsEmpty,
  Join,
  Length,
  PadText,
  ParseJSON,
  RegexMatch,
  RegexReplace,
  RegexSplit,
  RegexValidate,
  RemovePunctuation,
  Replace,
  Slice,
  Slugify,
  Split,
  StartsWith,
  StripAccents,
  SurroundWith,
  Template,
  ToLowercase,
  ToString,
  ToTitlecase,
  ToUppercase,
  TrimWhitespace,
  TruncateText,
];
