//! Stages, the chains they form, blocks and claims.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Ident, Lit, Token, token};

use super::ast::{Dim, Stage, StageAttrs, StageKind};
use super::expr::operator;
use super::sketch::{sketch_callee, sketch_stage};
use super::tokens::{braces, brackets, next, parens, peek_word, since, skip, skip_until};
use super::value::{at_arg, at_left_arrow, at_path, at_stage_end, beyond_dims};
use super::{Broken, Parsed, Parser, at_label, at_statement, is_capital};
use crate::report::Place;

impl Parser<'_> {
    /// `("->" stage)*`. After a stage that cannot be read the next one is, so that each gets its errors.
    pub fn stages(&mut self, input: ParseStream, stages: &mut Vec<Stage>) -> Parsed<()> {
        let mut outcome = Ok(());
        loop {
            match self.arrow(input) {
                Ok(true) => {}
                Ok(false) => return outcome,
                Err(Broken) => outcome = Err(Broken),
            }
            match self.stage(input) {
                Ok(stage) => stages.push(stage),
                Err(Broken) => {
                    outcome = Err(Broken);
                    skip_stage(input);
                }
            }
        }
    }

    /// `stage ("->" stage)*`
    pub fn stage_chain(&mut self, input: ParseStream) -> Parsed<Vec<Stage>> {
        let mut stages = Vec::new();
        let first = self.stage(input).map(|stage| stages.push(stage));
        if first.is_err() {
            skip_stage(input);
        }
        self.stages(input, &mut stages)?;
        first?;
        if let Some((_, place)) = operator(input) {
            let text = format!("{} works on values, and this is a chain of stages", next(input).0);
            return self.fail(
                place,
                format!("{text}\nhelp: `residual {{ … }}` adds what goes into a block to what comes out"),
            );
        }
        Ok(stages)
    }

    /// Takes the `->` before a stage. An error: there is none, but a stage stands here.
    fn arrow(&mut self, input: ParseStream) -> Parsed<bool> {
        self.doc_comment(input);
        if input.peek(Token![->]) {
            let _ = input.parse::<Token![->]>();
            return Ok(true);
        }
        let (found, place) = next(input);
        if ["`=>`", "`|>`", "`.`"].contains(&found.as_str()) || at_left_arrow(input) {
            self.error(place, format!("stages are joined by `->`, not by {found}"));
            skip(input);
            if found != "`.`" {
                skip(input);
            }
            return Ok(true);
        }
        let stage = at_path(input) || input.peek(token::Bracket) || input.peek(Token![#]);
        if !stage || at_statement(input) {
            return Ok(false);
        }
        let help = match input.peek(token::Bracket) {
            true => "\nhelp: `-> [ … ]` claims the shape here; arguments of a layer stand in `< >`",
            false => "",
        };
        let semicolon = if self.ends_in_semicolon { " or `;`" } else { "" };
        self.fail(place, format!("expected `->`{semicolon} before {found}{help}"))
    }

    /// `stage = attr* (name ":")? (callee | "residual" block | "repeat" "<" dim ">" block) | claim`
    fn stage(&mut self, input: ParseStream) -> Parsed<Stage> {
        let mut attrs = self.attrs(input);
        let name = self.label(input)?;
        if input.peek(Token![#]) {
            self.error(input.span(), "attributes stand before the name");
            attrs = self.attrs(input);
        }
        let start = input.span();
        let kind = if input.peek(token::Bracket) {
            self.claim(input, &attrs, name.as_ref())?
        } else if peek_word(input, "residual") {
            self.residual(input, &attrs)?
        } else if peek_word(input, "repeat") {
            self.repeat(input, &attrs)?
        } else {
            self.no_module(input);
            self.plain_stage(input)?
        };
        Ok(Stage { attrs, name, kind, place: since(start, input) })
    }

    /// `nn.ReLU`
    fn no_module(&mut self, input: ParseStream) {
        if peek_word(input, "nn") && input.peek2(Token![.]) {
            self.error(input.span(), "layers are written by their names alone\nhelp: leave `nn.` out");
            skip(input);
            skip(input);
        }
    }

    /// `(name ":")?`
    pub fn label(&mut self, input: ParseStream) -> Parsed<Option<Ident>> {
        let colon = |input: ParseStream| input.peek(Token![:]) && !input.peek(Token![::]);
        if colon(input) {
            self.error(input.span(), "expected a name before `:`\nhelp: name the stage or leave the `:` out");
            skip(input);
            return Ok(None);
        }
        if at_label(input) {
            let name = self.lower_name(input, "a stage")?;
            skip(input);
            return Ok(Some(name));
        }
        Ok(None)
    }

    /// A layer, a network or a stage written by hand.
    fn plain_stage(&mut self, input: ParseStream) -> Parsed<StageKind> {
        if let Some((place, _)) = parens(&input.fork()) {
            return self.fail(
                place,
                "a stage stands without parentheses\nhelp: parentheses are for values: `(a -> relu) + b`",
            );
        }
        if input.peek(token::Brace) {
            return self.fail(next(input).1, "only `residual` and `repeat<N>` have a block");
        }
        if input.peek(Lit) {
            let help = "write `dense<64>` for a layer, or `[64]` to claim the shape here";
            return self.expected_or("a stage", help, input);
        }
        if peek_word(input, "concat") {
            let text = "`concat` joins values, it is not a stage\nhelp: write `concat(a, b) -> …`";
            return self.fail(input.span(), text);
        }
        let mut kind = self.callee(input)?;
        if let Some((place, content)) = parens(input) {
            self.stage_parens(&mut kind, place, &content)?;
        }
        if input.peek(token::Brace) {
            return self.fail(next(input).1, "only `residual` and `repeat<N>` have a block");
        }
        Ok(kind)
    }

    /// `callee = layer | Path ("<" dim, … ">")?`
    pub fn callee(&mut self, input: ParseStream) -> Parsed<StageKind> {
        if !at_path(input) {
            return self.expected("a stage", input);
        }
        if input.peek(Token![let]) || peek_word(input, "layer") {
            let (found, place) = next(input);
            let text = format!("{found} begins a statement, it is not a stage");
            return self.fail(place, format!("{text}\nhelp: is a `;` missing before it?"));
        }
        let path = self.path(input)?;
        let mut kind = match path.get_ident() {
            Some(name) if !is_capital(name) => {
                self.words.push(name.clone());
                StageKind::Layer { name: name.clone(), args: Vec::new() }
            }
            // `LeakyReLU<0.1>`: the next phase knows which layer is meant.
            Some(name) if input.peek(Token![<]) && beyond_dims(input) => {
                StageKind::Layer { name: name.clone(), args: Vec::new() }
            }
            _ => StageKind::Path { path, dims: Vec::new() },
        };
        if input.peek(Token![<]) && !at_left_arrow(input) {
            let owner = sketch_callee(&kind);
            match &mut kind {
                StageKind::Layer { args, .. } => *args = self.angle(input, &owner, Self::arg)?,
                StageKind::Path { dims, .. } => *dims = self.angle(input, &owner, Self::dim)?,
                _ => {}
            }
        }
        Ok(kind)
    }

    /// `x -> relu()`, `x -> dense(64)`, `x -> f(y)`: reported, the first two read as they are meant.
    fn stage_parens(&mut self, kind: &mut StageKind, place: Place, content: ParseStream) -> Parsed<()> {
        if content.is_empty() {
            self.error(place, format!("`( )` holds nothing\nhelp: write `{}` alone", sketch_stage(kind)));
            return Ok(());
        }
        if at_arg(content) {
            return self.args_in_parens(kind, place, content);
        }
        let text = "a stage takes the value on the left of `->`";
        self.fail(place, format!("{text}\nhelp: write several values as a call: `cross_attention<4>(a, b)`"))
    }

    /// `dense(64)`: reported, and read as `dense<64>`.
    pub fn args_in_parens(&mut self, kind: &mut StageKind, place: Place, content: ParseStream) -> Parsed<()> {
        let (found, _) = next(content);
        let one = content.cursor().token_tree().is_some_and(|(_, rest)| rest.eof());
        let example = if one { found.trim_matches('`') } else { "…" };
        let help = format!("write `{}<{example}>`", sketch_callee(kind));
        self.error(place, format!("the arguments of a stage stand in `< >`\nhelp: {help}"));
        if let StageKind::Path { path, .. } = kind
            && let Some(name) = path.get_ident()
            && beyond_dims(content)
        {
            *kind = StageKind::Layer { name: name.clone(), args: Vec::new() };
        }
        match kind {
            StageKind::Layer { args, .. } => self.list(content, args, Self::arg),
            StageKind::Path { dims, .. } => self.list(content, dims, Self::dim),
            _ => Err(Broken),
        }
    }

    /// `claim = "[" (dim | "_"), … "]"`
    fn claim(&mut self, input: ParseStream, attrs: &StageAttrs, name: Option<&Ident>) -> Parsed<StageKind> {
        self.no_attrs(attrs, "a claim", "a stage that has parameters");
        if let Some(name) = name {
            self.error(name.span(), "a claim has no name");
        }
        let Some((place, content)) = brackets(input) else { return Err(Broken) };
        self.no_array(place, &content)?;
        let mut dims = Vec::new();
        self.list(&content, &mut dims, |parser, input| {
            if input.peek(Token![_]) {
                skip(input);
                return Ok(None);
            }
            parser.dim(input).map(Some)
        })?;
        if dims.is_empty() {
            return self.fail(place, "a claim has at least one dimension\nhelp: write `[64]`, or `[_]` for any number");
        }
        Ok(StageKind::Claim(dims))
    }

    /// Remembers the word that comes next.
    fn word(&mut self, input: ParseStream) {
        self.words.extend(input.cursor().ident().map(|(word, _)| word));
    }

    /// `"residual" block`
    fn residual(&mut self, input: ParseStream, attrs: &StageAttrs) -> Parsed<StageKind> {
        self.no_attrs(attrs, "`residual`", "each stage of the block that it is meant for");
        let start = input.span();
        self.word(input);
        skip(input);
        if input.peek(Token![<]) {
            return self.fail(start, "`residual` takes no arguments\nhelp: write `residual { … }`");
        }
        self.block(input, start, "residual").map(StageKind::Residual)
    }

    /// `"repeat" "<" dim ">" block`
    fn repeat(&mut self, input: ParseStream, attrs: &StageAttrs) -> Parsed<StageKind> {
        if let Some(init) = &attrs.init {
            self.error(init.place, "`#[init]` means nothing on `repeat`\nhelp: put it before the stages in the block");
        }
        let start = input.span();
        self.word(input);
        skip(input);
        let empty = input.peek(Token![<]) && input.peek2(Token![>]) && skip(input) && skip(input);
        let angle = !empty && input.peek(Token![<]);
        let times = if angle { self.angle(input, "repeat", Self::dim)? } else { Vec::new() };
        let Ok([times]) = <[Dim; 1]>::try_from(times) else {
            let text = "`repeat` takes one number, how often\nhelp: write `repeat<2> { … }`";
            self.error(since(start, input), text);
            // What is wrong in the block is worth knowing, if there is one.
            return braces(&input.fork())
                .map_or(Ok(()), |_| self.block(input, start, "repeat").map(drop))
                .and(Err(Broken));
        };
        let stages = self.block(input, start, "repeat<2>")?;
        Ok(StageKind::Repeat { times, stages })
    }

    /// `block = "{" stage ("->" stage)* "}"`
    fn block(&mut self, input: ParseStream, owner: Span, name: &str) -> Parsed<Vec<Stage>> {
        let Some((place, content)) = braces(input) else {
            return self.fail(owner, format!("expected a block after `{name}`\nhelp: write `{name} {{ … }}`"));
        };
        if content.is_empty() {
            return self.fail(place, format!("the block of `{name}` is empty"));
        }
        if content.peek(Token![->]) {
            self.error(next(&content).1, "a block begins with a stage, without `->`");
            let _ = content.parse::<Token![->]>();
        }
        let stages = self.inside(|parser| parser.stage_chain(&content))?;
        self.block_end(&content)?;
        Ok(stages)
    }

    /// Nothing may stand after the last stage of a block.
    fn block_end(&mut self, content: ParseStream) -> Parsed<()> {
        if content.is_empty() {
            return Ok(());
        }
        let (found, place) = next(content);
        if content.peek(Token![;]) || at_statement(content) {
            return self.fail(
                place,
                format!("a block is one chain of stages, but here is {found}\nhelp: join stages by `->`"),
            );
        }
        self.expected("`->` or the end of the block", content)
    }
}

/// Skips what cannot be read of a stage.
pub fn skip_stage(input: ParseStream) {
    skip_until(input, |input| at_stage_end(input) || input.peek(Token![,]) || input.peek(Token![let]));
}
