" Colours for the symptoms in rule files of pomkb, inside the TOML that Vim colours by itself.

syntax match pomkbComment /\(^\|\s\)\zs#.*$/ contained
syntax region pomkbText start=/"/ skip=/\\./ end=/"/ oneline contained
syntax region pomkbRegex start=/\~\s*\zs\// skip=/\\./ end=/\/[is]*/ oneline contained
" Matches, of which the later one counts: what is tested is a field, whatever it is called.
syntax match pomkbKeyword /\<\(let\|sequence\|all\|count\|without\|within\|lines\|by\|sharing\|times\|from\|to\|for\)\>/ contained
syntax match pomkbKeyword /\<\(first\|last\|record\|match\|and\|or\|not\|exists\|contains\|starts\|ends\|with\|in\)\>/ contained
syntax match pomkbValue /\<\(true\|false\|null\|trace\|debug\|info\|warning\|error\|fatal\)\>/ contained
syntax match pomkbField /\<[A-Za-z_][A-Za-z0-9_.-]*\ze\s*\(==\|!=\|<\|>\|\~\|\<\(contains\|starts\|ends\|in\)\>\)/ contained
syntax match pomkbNumber /\<[0-9]\+\(\.[0-9]\+\)\?\(ns\|us\|ms\|s\|m\|h\|d\)\?\>/ contained

syntax cluster pomkbSymptom contains=pomkbComment,pomkbText,pomkbRegex,pomkbField,pomkbKeyword,pomkbValue,pomkbNumber
syntax region pomkbBlock matchgroup=tomlString start=/^\s*\(symptom\|when\)\s*=\s*\zs'''/ end=/'''/ contains=@pomkbSymptom keepend
syntax region pomkbLine matchgroup=tomlString start=/^\s*\(symptom\|when\)\s*=\s*\zs'\ze[^']/ end=/'/ oneline contains=@pomkbSymptom keepend

highlight default link pomkbComment Comment
highlight default link pomkbText String
highlight default link pomkbRegex Special
highlight default link pomkbField Identifier
highlight default link pomkbKeyword Keyword
highlight default link pomkbValue Constant
highlight default link pomkbNumber Number
