import type { NodeType } from '../../../engine/node-type.js';
import { CapitalizeText, ToLowercase, ToTitlecase, ToUppercase } from './case.js';
import { Compare, Contains, EndsWith, Equals, HasLength, IsEmpty, StartsWith } from './check.js';
import { CollapseWhitespace, RemovePunctuation, Replace, Slugify, StripAccents, TrimWhitespace } from './clean.js';
import { Collect, Concat, Join, PadText, SurroundWith, ToString } from './combine.js';
import { Chunk, Extract, Slice, Split, TruncateText } from './cut.js';
import { FilterRegexString, FilterString } from './filter.js';
import { HtmlToText } from './html-to-text.js';
import { ExtractJSON, ParseJSON } from './json.js';
import { LoadTextAssets, LoadTextFolder } from './load.js';
import { CountTokens, IndexOf, Length } from './measure.js';
import { AutomaticSpeechRecognition, Embedding } from './models.js';
import { ExtractRegex, FindAllRegex, RegexMatch, RegexReplace, RegexSplit, RegexValidate } from './regex.js';
import { SaveText, SaveTextFile } from './save.js';
import { FormatText, Template } from './template.js';

/** Node types of `nodetool.text`. */
export const nodetoolTextTypes: readonly NodeType[] = [
  AutomaticSpeechRecognition,
  CapitalizeText,
  Chunk,
  CollapseWhitespace,
  Collect,
  Compare,
  Concat,
  Contains,
  CountTokens,
  Embedding,
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
  HtmlToText,
  IndexOf,
  IsEmpty,
  Join,
  Length,
  LoadTextAssets,
  LoadTextFolder,
  PadText,
  ParseJSON,
  RegexMatch,
  RegexReplace,
  RegexSplit,
  RegexValidate,
  RemovePunctuation,
  Replace,
  SaveText,
  SaveTextFile,
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
