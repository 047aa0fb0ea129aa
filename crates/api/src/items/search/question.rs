//! What is asked for: words, "phrases", and AND, OR and NOT in upper case (contract: content §6.1).
use super::words::take_words;

/// How many words and phrases of a question count, and how many words of a phrase.
const MOST: usize = 32;
const LONGEST: usize = 16;

/// What matches one of these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Question(pub Vec<Chain>);

/// What has all of the one, and none of the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    pub all: Vec<Phrase>,
    pub none: Vec<Phrase>,
}

/// Words one behind the other. A word that was typed falls into several where it is a file's name.
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    pub words: Vec<String>,
    /// In quotes: as it stands. Otherwise a name may go on behind the last of the words.
    pub is_exact: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Operator {
    And,
    Or,
    Not,
}

enum Token<'a> {
    Operator(Operator),
    Phrase { text: &'a str, is_exact: bool },
}

impl Question {
    /// Whatever is typed asks for something, be it nothing: an operator that lacks what it joins is left out, but for NOT,
    /// which takes away from what is to its left, and so finds nothing where that is nothing.
    pub fn of(text: &str) -> Self {
        let (mut chains, mut count) = (Vec::<Chain>::new(), 0);
        let (mut joins, mut negates) = (None, false);
        for token in tokens(text) {
            let (text, is_exact) = match token {
                Token::Operator(Operator::Not) => {
                    negates = true;
                    joins = joins.or(Some(Operator::And));
                    continue;
                }
                Token::Operator(operator) => {
                    (joins, negates) = (Some(operator), false);
                    continue;
                }
                Token::Phrase { text, is_exact } => (text, is_exact),
            };
            let phrase = Phrase { words: take_words(text, LONGEST), is_exact };
            if phrase.words.is_empty() || count == MOST {
                continue;
            }
            count += 1;
            if chains.is_empty() || joins != Some(Operator::And) {
                chains.push(Chain::default());
            }
            if let Some(chain) = chains.last_mut() {
                if negates { chain.none.push(phrase) } else { chain.all.push(phrase) }
            }
            (joins, negates) = (None, false);
        }
        chains.retain(|chain| !chain.begins_with_not());
        Question(chains)
    }

    /// The words of a plain list: what has them close to each other comes first.
    pub fn listed(&self) -> Option<Vec<&Phrase>> {
        let single = |chain: &'_ Chain| chain.all.len() == 1 && chain.none.is_empty();
        (self.0.len() > 1 && self.0.iter().all(single)).then(|| self.0.iter().flat_map(|chain| &chain.all).collect())
    }
}

impl Chain {
    fn begins_with_not(&self) -> bool {
        self.all.is_empty()
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
        rest = rest.get(start..).unwrap_or_default();
        if let Some(quoted) = rest.strip_prefix('"') {
            let (phrase, behind) = quoted.split_once('"').unwrap_or((quoted, ""));
            tokens.push(Token::Phrase { text: phrase, is_exact: true });
            rest = behind;
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        tokens.push(match word {
            "AND" => Token::Operator(Operator::And),
            "OR" => Token::Operator(Operator::Or),
            "NOT" => Token::Operator(Operator::Not),
            text => Token::Phrase { text, is_exact: false },
        });
        rest = behind;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::{Chain, Phrase, Question};

    fn shown(question: &Question) -> String {
        let phrase = |phrase: &Phrase| {
            let words = phrase.words.join("_");
            if phrase.is_exact { format!("\"{words}\"") } else { words }
        };
        let chain = |chain: &Chain| {
            let all: Vec<String> = chain.all.iter().map(phrase).collect();
            let none: Vec<String> = chain.none.iter().map(|none| format!("-{}", phrase(none))).collect();
            [all, none].concat().join("&")
        };
        question.0.iter().map(chain).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn operators_join_what_is_beside_them() {
        for (text, meant) in [
            ("a b", "a | b"),
            ("a OR b", "a | b"),
            ("a AND b", "a&b"),
            ("a b AND c d", "a | b&c | d"),
            ("a NOT b", "a&-b"),
            ("a AND NOT b", "a&-b"),
            ("a NOT b AND c", "a&c&-b"),
            ("a NOT b OR c", "a&-b | c"),
            ("a and not or b", "a | and | not | or | b"),
            ("\"a b\" c", "\"a_b\" | c"),
            ("\"a AND b", "\"a_and_b\""),
            ("a\"b\"c", "a | \"b\" | c"),
            ("report_1.pdf", "report_1_pdf"),
            ("R & D", "r | d"),
            ("a AND & b", "a&b"),
            ("a AND", "a"),
            ("AND OR a", "a"),
            ("a OR", "a"),
            ("a NOT", "a"),
            ("NOT a", ""),
            ("NOT a b", "b"),
            ("a OR NOT b", "a"),
            ("NOT NOT a", ""),
            ("", ""),
            ("\"\" * ( ) -", ""),
        ] {
            assert_eq!(shown(&Question::of(text)), meant, "{text}");
        }
        let many = (0..100).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(Question::of(&many).0.len(), 32);
        assert_eq!(Question::of(&many.replace(' ', ".")).0[0].all[0].words.len(), 16);
    }
}
