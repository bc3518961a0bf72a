//! A training as a picture.

use alloc::vec::Vec;
use std::path::Path;

use super::report::{Epoch, Report};
use crate::plot::{Curves, Panel, PlotError};

impl Report {
    /// The curves of the training over its epochs: losses, the metric, the learning rate and the norm of the gradients of each
    /// stage; the epoch whose weights the model has is marked.
    pub fn curves(&self) -> Curves {
        let losses = Panel::new("loss")
            .points("training", &self.points(|epoch| Some(epoch.loss)))
            .points("validation", &self.points(|epoch| Some(epoch.validation?.loss)));
        let mut curves = Curves::new(self.network).panel(losses);
        if let Some(name) = &self.metric {
            let values = self.points(|epoch| epoch.validation?.metric);
            curves = curves.panel(Panel::new(name.as_str()).points("validation", &values));
        }
        curves =
            curves.panel(Panel::new("learning rate").points("learning rate", &self.points(|epoch| Some(epoch.rate))));
        if self.epochs.iter().any(|epoch| !epoch.gradients.is_empty()) {
            curves = curves.panel(self.gradients());
        }
        match self.best {
            Some(best) => curves.best_epoch(best as usize),
            None => curves,
        }
    }

    /// The norms of the gradients, a curve a stage, from the first to the last.
    fn gradients(&self) -> Panel {
        let stages = self.stages.iter().enumerate();
        stages.fold(Panel::new("gradient norm").log(), |panel, (stage, name)| {
            panel.points(name.as_str(), &self.points(|epoch| epoch.gradients.get(stage).copied()))
        })
    }

    /// A figure of each epoch that has it.
    fn points(&self, figure: impl Fn(&Epoch) -> Option<f64>) -> Vec<(usize, f64)> {
        self.epochs.iter().filter_map(|epoch| Some((epoch.number as usize, figure(epoch)?))).collect()
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
        for text in
            ["Net", "loss", "training", "validation", "accuracy", "learning rate", "gradient norm", "dense_1", "epoch"]
        {
            assert!(picture.contains(text), "{text}");
        }
        assert!(!picture.contains("NaN"), "{picture}");
    }
}
