//! A training as a picture.

use alloc::vec::Vec;
use std::path::Path;

use super::report::{Epoch, Report, Validated};
use crate::plot::{Curves, Panel, PlotError};

impl Report {
    /// The curves of the training over its epochs: losses, the metric, the learning rate; the epoch whose weights the model
    /// has is marked.
    pub fn curves(&self) -> Curves {
        let of = |value: &dyn Fn(&Epoch) -> f64| self.epochs.iter().map(value).collect::<Vec<_>>();
        let validated = |value: &dyn Fn(&Validated) -> Option<f64>| {
            let all = self.epochs.iter().filter_map(|epoch| value(epoch.validation.as_ref()?));
            all.collect::<Vec<_>>()
        };
        let losses = Panel::new("loss")
            .series("training", &of(&|epoch| epoch.loss))
            .series("validation", &validated(&|validation| Some(validation.loss)));
        let mut curves = Curves::new(self.network).panel(losses);
        if let Some(name) = &self.metric {
            let values = validated(&|validation| validation.metric);
            curves = curves.panel(Panel::new(name.as_str()).series("validation", &values));
        }
        curves = curves.panel(Panel::new("learning rate").series("learning rate", &of(&|epoch| epoch.rate)));
        match self.best {
            Some(best) => curves.best_epoch(best as usize),
            None => curves,
        }
    }

    /// Draws [`curves`](Self::curves) into a file, as SVG or PNG, whichever its name ends in.
    ///
    /// # Errors
    ///
    /// If the training did not get to the end of an epoch, the name ends in something else, or the file cannot be written.
    pub fn plot(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        self.curves().save(path)
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::Accuracy;
    use crate::prelude::*;

    network! { Net(x: [1]) -> [2] { x -> dense<3> -> tanh -> dense<2> } }

    #[test]
    fn a_training_is_drawn() {
        let classes = [0, 1, 1].map(|class| Class::<2>::new(class).unwrap());
        let data = Dataset::new([[0.0_f32], [0.5], [1.0]], classes).unwrap();
        let mut model = Net::init(1);
        let report = Trainer::new(&mut model).loss(CrossEntropy::new()).epochs(5).validate(&data).metric(Accuracy);
        let picture = report.fit(&data).unwrap().curves().draw().unwrap().to_svg();
        for text in ["Net", "loss", "training", "validation", "accuracy", "learning rate", "epoch"] {
            assert!(picture.contains(text), "{text}");
        }
        assert!(!picture.contains("NaN"), "{picture}");
    }
}
