import { describe, expect, it } from '@jest/globals';

import { ValueError } from '../errors.js';
import { compileTemplate } from './template.js';

const users = [
  { name: 'Al', age: 30, city: 'B' },
  { name: 'cy', age: 25, city: 'A' },
  { name: 'Bo', age: 35, city: 'B' },
];
const values = {
  Name: 'bob Smith',
  n: [3, 1, 2],
  user: { name: 'Al', tags: ['x'] },
  users,
  none: null,
  x: 7,
  html: '<b>hi & you</b>',
};
const render = (source: string): string => compileTemplate(source).render(values);

describe('templates', () => {
  it.each([
    ['{{ NAME|upper }} {{ name|title }}', 'BOB SMITH Bob Smith'],
    ['[{{ missing }}] {{ missing|default("d") }} {{ none }} {{ none|default("d", true) }}', '[] d None d'],
    ['{{ true }} {{ n }} {{ user }}', "True [3, 1, 2] {'name': 'Al', 'tags': ['x']}"],
    [
      '{{ 10 / 2 }} {{ 7 // 2 }} {{ -7 % 3 }} {{ 2 ** 3 ** 2 }} {{ 1.0 }} {{ 0.1 + 0.2 }}',
      '5.0 3 2 64 1.0 0.30000000000000004',
    ],
    ['{{ 2.5|round }} {{ 3.14159|round(2) }} {{ "3.7"|int }} {{ "x"|int(5) }}', '2.0 3.14 3 5'],
    ['{{ n|sort|join("-") }} {{ n|sum }} {{ n|max }} {{ n|first }} {{ n|length }}', '1-2-3 6 3 3 3'],
    ['{{ users|map(attribute="name")|join(",") }}', 'Al,cy,Bo'],
    ['{{ users|selectattr("age", "gt", 28)|map(attribute="name")|list }}', "['Al', 'Bo']"],
    ['{% for c, g in users|groupby("city") %}{{ c }}{{ g|length }}{% endfor %}', 'A1B2'],
    [
      '{% for i in n if i > 1 %}{{ loop.index }}:{{ i }}{% if not loop.last %},{% endif %}{% else %}-{% endfor %}',
      '1:3,2:2',
    ],
    ['{% for k, v in user.items() %}{{ k }}={{ v }};{% endfor %}', "name=Al;tags=['x'];"],
    ['{% if x == 1 %}a{% elif x is odd %}b{% else %}c{% endif %}', 'b'],
    ['{% set z = 1 %}{% for i in n %}{% set z = i %}{% endfor %}{{ z }}', '1'],
    ['{% set ns = namespace(t=0) %}{% for i in n %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}', '6'],
    ['{% macro m(a, b="q") %}[{{ a }}{{ b }}]{% endmacro %}{{ m(1) }}{{ m(2, b=3) }}', '[1q][23]'],
    ['a {%- if true %} b {%- endif %} c{# note #}', 'a b c'],
    ['{% raw %}{{ x }}{% endraw %}', '{{ x }}'],
    ['{{ html }}|{{ html|e }}|{{ html|striptags }}', '<b>hi & you</b>|&lt;b&gt;hi &amp; you&lt;/b&gt;|hi & you'],
    ['{{ "%.2f" % x }} {{ "{:>5}".format(x) }} {{ "-" * 3 }} {{ "a" ~ 1 }}', '7.00     7 --- a1'],
    ['{{ name[0] }} {{ name[-3:] }} {{ n[::-1] }} {{ user["name"] }} {{ user.tags[0] }}', 'b ith [2, 1, 3] Al x'],
    ['{{ "yes" if x > 5 and "bob" in name else "no" }}', 'yes'],
    ['{{ "a b c d e f"|truncate(7, false, "...", 0) }}', 'a b...'],
    ['{{ {"b": 1, "a": "é"}|tojson }}', '{"a": "\\u00e9", "b": 1}'],
    ['x\n', 'x'],
  ])('%s', (source, text) => {
    expect(render(source)).toBe(text);
  });

  it.each([
    ['{{ missing.a }}', "'missing' is undefined"],
    ['{{ user.zz.q }}', "'dict object' has no attribute 'zz'"],
    ['{{ missing + 1 }}', "'missing' is undefined"],
    ['{{ 1 + "a" }}', "unsupported operand type(s) for +: 'int' and 'str'"],
    ['{{ 1 / 0 }}', 'division by zero'],
    ['{{ x|nosuch }}', "No filter named 'nosuch'."],
    ['{{ x is nosuch }}', "No test named 'nosuch'."],
    ['{% foo %}', "Encountered unknown tag 'foo'."],
    ['{{ x', "unexpected end of template, expected 'end of print statement'."],
    ['{% if x %}', "Jinja was looking for the following tags: 'elif' or 'else' or 'endif'."],
    ['{% for i in 5 %}{% endfor %}', "'int' object is not iterable"],
    ['{% include "x" %}', 'no loader for this environment specified'],
  ])('%s is an error', (source, problem) => {
    expect(() => render(source)).toThrow(problem);
  });
});

describe('templates from outside', () => {
  it.each([
    '{{ x.constructor }}',
    '{{ n.constructor }}',
    '{{ user.__proto__ }}',
    '{{ user["constructor"] }}',
    '{{ constructor }}',
    '{{ globalThis }}{{ process }}',
  ])('%s reaches nothing', (source) => {
    expect(render(source)).toBe('');
  });

  it.each([
    '{{ n.constructor("x") }}',
    '{{ user.hasOwnProperty("a") }}',
    '{{ range.constructor("x")() }}',
    '{{ user|attr("constructor")() }}',
  ])('%s calls nothing', (source) => {
    expect(() => render(source)).toThrow(ValueError);
  });

  it('cannot use up time or memory by one expression', () => {
    expect(() => render('{{ range(1000000000)|list }}')).toThrow('range() is limited');
    expect(() => render('{{ "a" * 1000000000 }}')).toThrow('too long');
    expect(() => render(`{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`)).toThrow('nested too deeply');
    expect(() => render('{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}')).toThrow('maximum recursion depth');
  });

  it('changes copies, never the values given', () => {
    const given = { list: [1] };
    expect(compileTemplate('{% set _ = list.append(2) %}{{ list }}').render(given)).toBe('[1, 2]');
    expect(given.list).toEqual([1]);
  });
});
